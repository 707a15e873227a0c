# A little of everything that allocates.
import collections
import json
import re
import threading
import zlib

kept = [bytearray(1000) for _ in range(1000)]  # @kept
table = {str(number): [number] * 5 for number in range(5000)}
text = json.dumps(table)
words = collections.Counter(re.findall(r"\d+", text))
packed = zlib.compress(text.encode() * 5)
namespace = {}
exec("def f(n):\n    return [n] * n\n", namespace)
threads = [threading.Thread(target=namespace["f"], args=(1000,)) for _ in range(10)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(kept), len(words), len(zlib.decompress(packed)))
try:
    json.loads("{")
except ValueError as error:
    print(error)
