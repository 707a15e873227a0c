# Starts other programs in all the ways that Python has.
import os
import subprocess
import sys

python = [sys.executable, "-c", "print(sum(len(bytes(1000)) for _ in range(1000)))"]
print(subprocess.run(python, stdout=subprocess.PIPE).stdout)
print(subprocess.run(python, stdout=subprocess.PIPE, close_fds=False).stdout)
print(subprocess.run(python, stdout=subprocess.PIPE, preexec_fn=lambda: bytes(100000)).stdout)
print(subprocess.run(python, stdout=subprocess.PIPE, start_new_session=True, env={}).stdout)
print(subprocess.run("echo shell; exit 4", shell=True).returncode)
print(subprocess.run(["/nonexistent"], check=False).returncode if os.path.exists("/nonexistent") else "none")
try:
    subprocess.run(["/nonexistent"])
except FileNotFoundError as error:
    print(error)
pid = os.posix_spawn(python[0], python, os.environ)
print(os.waitpid(pid, 0)[1])
print(os.system("exit 3") >> 8)
print(os.popen("echo popen").read())
