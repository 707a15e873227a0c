"""A cooperative scheduler: jobs with priorities send packets through queues to devices, until all is delivered."""

import heapq
from collections import deque

from _outcome import finish


class Packet:
    def __init__(self, source, number, words):
        self.source = source
        self.number = number
        self.words = words
        self.hops = []

    def stamped(self, name):
        self.hops.append(name)
        return self


class Job:
    def __init__(self, name, priority):
        self.name = name
        self.priority = priority
        self.inbox = deque()

    def ready(self):
        return bool(self.inbox)

    def step(self, system):
        raise NotImplementedError


class Producer(Job):
    def __init__(self, name, priority, target, count):
        super().__init__(name, priority)
        self.target = target
        self.left = count

    def ready(self):
        return self.left > 0

    def step(self, system):
        self.left -= 1
        words = [(self.left * 7 + k) % 251 for k in range(6)]
        system.send(self.target, Packet(self.name, self.left, words))


class Filter(Job):
    def __init__(self, name, priority, targets):
        super().__init__(name, priority)
        self.targets = targets

    def step(self, system):
        packet = self.inbox.popleft()
        packet.words = [word ^ 85 for word in packet.words if word != 13]
        system.send(self.targets[packet.number % len(self.targets)], packet)


class Device(Job):
    def __init__(self, name, priority):
        super().__init__(name, priority)
        self.checksum = 0
        self.recent = deque(maxlen=500)

    def step(self, system):
        packet = self.inbox.popleft()
        record = {"from": packet.source, "number": packet.number, "sum": sum(packet.words), "hops": tuple(packet.hops)}
        self.recent.append(record)
        self.checksum = (self.checksum * 31 + record["sum"] + len(record["hops"])) % 1_000_003


class System:
    def __init__(self, jobs):
        self.jobs = {job.name: job for job in jobs}
        self.queue = []
        self.ticks = 0

    def send(self, name, packet):
        job = self.jobs[name]
        job.inbox.append(packet.stamped(name))
        self.schedule(job)

    def schedule(self, job):
        self.ticks += 1
        heapq.heappush(self.queue, (-job.priority, self.ticks, job.name))

    def run(self):
        for job in self.jobs.values():
            if job.ready():
                self.schedule(job)
        while self.queue:
            _, _, name = heapq.heappop(self.queue)
            job = self.jobs[name]
            if job.ready():
                job.step(self)
                if job.ready():
                    self.schedule(job)


def main():
    devices = [Device(f"device {i}", 40 + i) for i in range(4)]
    late = [Filter(f"late {i}", 30 + i, [device.name for device in devices]) for i in range(3)]
    early = [Filter(f"early {i}", 20 + i, [job.name for job in late]) for i in range(3)]
    producers = [Producer(f"producer {i}", 10 + i, early[i % 3].name, 28_000) for i in range(6)]
    system = System([*devices, *late, *early, *producers])
    system.run()
    return f"{system.ticks} {[device.checksum for device in devices]}"


if __name__ == "__main__":
    finish(main())
