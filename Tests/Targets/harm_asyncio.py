# Tasks that allocate between waits, threads of an executor, a server and its clients.
import asyncio

kept = []


async def work(number):
    for _ in range(20):
        kept.append(bytearray(1000))  # @work
        await asyncio.sleep(0)
    return number


async def serve(reader, writer):
    writer.write((await reader.readline()).upper())
    await writer.drain()
    writer.close()


async def ask(port, number):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"hello %d\n" % number)
    answer = await reader.readline()
    writer.close()
    return answer


async def main():
    print(sum(await asyncio.gather(*(work(number) for number in range(200)))))
    loop = asyncio.get_running_loop()
    print(sum(await asyncio.gather(*(loop.run_in_executor(None, len, [0] * number) for number in range(100)))))
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(len(set(await asyncio.gather(*(ask(port, number) for number in range(50))))))
    server.close()


asyncio.run(main())
print(len(kept))
