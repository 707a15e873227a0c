# Everything that a program can see of how it was started.
import os
import signal
import sys

print("arguments", sys.argv[1:])
print("directory", os.getcwd())
print("input", sys.stdin.read())
for name in sorted(os.environ):
    if name != "LD_PRELOAD" and not name.startswith("HEAPTIDE_"):
        print("variable", name, "=", repr(os.environ[name]))
with open("/proc/self/status") as status:
    for line in status:
        if line.startswith(("SigBlk", "SigIgn", "SigCgt", "SigQ:\t0", "Threads")):
            print(line, end="")
print("mask", sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
print("umask", os.umask(0o22), "niceness", os.nice(0), "terminal", os.isatty(0))
print("session", os.getsid(0) == os.getsid(os.getppid()))
