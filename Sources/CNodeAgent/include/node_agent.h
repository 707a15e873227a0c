// libheaptide_node.so is loaded into Node; nothing of it is called from Swift.
#pragma once
