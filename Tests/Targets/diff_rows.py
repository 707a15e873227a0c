# Allocates as much as it is told to, at lines of its own.
#
#   diff_rows.py KEPT-BYTES PASSING-BYTES
import sys

kept = bytearray(int(sys.argv[1]))  # KEPT
passing = bytearray(int(sys.argv[2]))  # PASSING
del passing
