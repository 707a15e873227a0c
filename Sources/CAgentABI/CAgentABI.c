// Compiled once so that the header's static assertions are checked by themselves.
#include "CAgentABI.h"
