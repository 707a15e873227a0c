# Runs a command as a shell would, as the foreground job of a pseudo-terminal; types a key once its ready file is there,
# and prints what came of it. A job that stops is continued; with "stop-alone" only the program in it, by its pid.
#
#   harm_terminal.py interrupt|quit|stop|stop-alone READY-FILE COMMAND…
import os
import pty
import select
import signal
import sys
import time

KEYS = {"interrupt": b"\x03", "quit": b"\x1c", "stop": b"\x1a", "stop-alone": b"\x1a"}


def shell(command, ready, alone):
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execv(command[0], command)
    status = os.waitpid(job, os.WUNTRACED)[1]
    while os.WIFSTOPPED(status):
        print("stopped by", signal.Signals(os.WSTOPSIG(status)).name, flush=True)
        time.sleep(0.3)
        if alone:
            os.kill(int(open(ready).read()), signal.SIGCONT)
        else:
            os.killpg(job, signal.SIGCONT)
        status = os.waitpid(job, os.WUNTRACED)[1]
    print("status", status >> 8 or 128 + (status & 127), flush=True)


def main(key, ready, command):
    child, terminal = pty.fork()
    if child == 0:
        shell(command, ready, key == "stop-alone")
        os._exit(0)
    text = b""
    typed = False
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.02)[0]:
            try:
                text += os.read(terminal, 65536)
            except OSError:
                break
        if not typed and os.path.exists(ready) and os.path.getsize(ready):
            typed = True
            time.sleep(0.1)
            os.write(terminal, KEYS[key])
    else:
        os.kill(child, signal.SIGKILL)
        print("time is up")
    os.waitpid(child, 0)
    sys.stdout.write(text.decode(errors="replace").replace("\r", ""))


main(sys.argv[1], sys.argv[2], sys.argv[3:])
