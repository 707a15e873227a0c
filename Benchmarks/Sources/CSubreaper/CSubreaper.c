#include "CSubreaper.h"
