"""asyncio: a key-value server on loopback and eight clients in the same process, a bounded number of JSON requests."""

import asyncio
import json

from _outcome import finish

CLIENTS = 8
REQUESTS = 900


class Store:
    def __init__(self):
        self.entries = {}
        self.served = 0

    def answer(self, request):
        self.served += 1
        key = request["key"]
        if request["do"] == "put":
            self.entries[key] = request["value"]
            return {"ok": True, "size": len(self.entries)}
        return {"ok": key in self.entries, "value": self.entries.get(key)}

    async def serve(self, reader, writer):
        while line := await reader.readline():
            writer.write(json.dumps(self.answer(json.loads(line))).encode() + b"\n")
            await writer.drain()
        writer.close()


async def ask(reader, writer, request):
    writer.write(json.dumps(request).encode() + b"\n")
    await writer.drain()
    return json.loads(await asyncio.wait_for(reader.readline(), 60))


async def client(number, port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = 0
    for i in range(REQUESTS):
        key = f"client {number} entry {i // 2 % 200}"
        if i % 2 == 0:
            await ask(reader, writer, {"do": "put", "key": key, "value": {"at": i, "words": [key] * 8}})
        else:
            found += (await ask(reader, writer, {"do": "get", "key": key}))["ok"]
    writer.close()
    await writer.wait_closed()
    return found


async def main():
    store = Store()
    server = await asyncio.start_server(store.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    found = await asyncio.gather(*(client(number, port) for number in range(CLIENTS)))
    server.close()
    return f"{sum(found)} {store.served} {len(store.entries)}"


if __name__ == "__main__":
    finish(asyncio.run(main()))
