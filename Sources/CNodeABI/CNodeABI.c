// Header only; a target needs a source.
#include "CNodeABI.h"
