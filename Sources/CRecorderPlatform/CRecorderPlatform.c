// Compiled once so that a mistake in the header shows by itself.
#include "CRecorderPlatform.h"
