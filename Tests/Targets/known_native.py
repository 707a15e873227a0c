"""Native blocks and mappings of known size at known lines. Second argument: the shared object of allocate.c."""

import ctypes
import mmap
import sys
import threading

import truth

pointer, size = ctypes.c_void_p, ctypes.c_size_t
library = ctypes.CDLL(sys.argv[2])


def function(name, result, *arguments):
    made = getattr(library, name)
    made.restype, made.argtypes = result, arguments
    return made


by_malloc = function("by_malloc", pointer, size)
by_calloc = function("by_calloc", pointer, size, size)
by_realloc = function("by_realloc", pointer, pointer, size)
by_reallocarray = function("by_reallocarray", pointer, pointer, size, size)
by_aligned = function("by_aligned_alloc", pointer, size, size)
by_memalign = function("by_memalign", pointer, size, size)
by_posix_memalign = function("by_posix_memalign", pointer, size, size)
by_valloc = function("by_valloc", pointer, size)
by_pvalloc = function("by_pvalloc", pointer, size)
by_strdup = function("by_strdup", pointer, ctypes.c_char_p)
by_free = function("by_free", None, pointer)
free_in_thread = function("free_in_thread", None, pointer)
many = function("many", None, size, size)
map_ = function("map", pointer, size, ctypes.c_int)
map_file = function("map_file", pointer, ctypes.c_char_p, size)
unmap = function("unmap", ctypes.c_int, pointer, size, size)
remap = function("remap", pointer, pointer, size, size)
page, readable = mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE
whole = 4097 * page


def native(mark, allocated, allocations=1, end=0, end_blocks=0, **more):
    truth.known(mark, "native", allocated=allocated, allocations=allocations, end=end, end_blocks=end_blocks, **more)


def mapped(mark, allocated, allocations=1, end=0, end_blocks=0, **more):
    truth.known(mark, "mapping", allocated=allocated, allocations=allocations, end=end, end_blocks=end_blocks, **more)


def blocks():
    by_malloc(1)                                   # mark: one byte
    for n in sizes:
        by_malloc(n)                               # mark: sizes
    by_malloc(1 << 30)                             # mark: gigabyte
    five = by_malloc(5 << 30)                      # mark: five gigabytes
    by_free(five)
    by_malloc(0)                                   # mark: zero
    by_calloc(1000, 7)                             # mark: calloc
    by_calloc(1 << 33, 1 << 33)                    # mark: impossible
    by_aligned(4096, 8192)                         # mark: aligned
    by_memalign(256, 1001)                         # mark: memalign
    by_posix_memalign(64, 1003)                    # mark: posix_memalign
    by_posix_memalign(3, 1003)                     # mark: wrong alignment
    by_valloc(1009)                                # mark: valloc
    by_pvalloc(4096)                               # mark: pvalloc
    by_strdup(b"x" * 999)                          # mark: strdup
    many(1000, 24)                                 # mark: many


sizes = [2, 3, 7, 8, 9, 15, 16, 17, 255, 256, 257, 4095, 4096, 65537, 1 << 20, (64 << 20) + 1]
blocks()
native("one byte", 1, end=1, end_blocks=1)
native("sizes", sum(sizes), len(sizes), sum(sizes), len(sizes))
native("gigabyte", 1 << 30, end=1 << 30, end_blocks=1)
native("five gigabytes", 5 << 30)
native("zero", 0, end_blocks=1)
native("calloc", 7000, end=7000, end_blocks=1)
native("impossible", 0, 0)
native("aligned", 8192, end=8192, end_blocks=1)
native("memalign", 1001, end=1001, end_blocks=1)
native("posix_memalign", 1003, end=1003, end_blocks=1)
native("wrong alignment", 0, 0)
native("valloc", 1009, end=1009, end_blocks=1)
native("pvalloc", 4096, end=4096, end_blocks=1)
native("strdup", 1000, end=1000, end_blocks=1)
native("many", 24000, 1000, 12000, 500, temporaries=500)


def reallocations():
    block = by_malloc(1000)                        # mark: first
    block = by_realloc(block, 5000)                # mark: up
    block = by_realloc(block, 100)                 # mark: down
    by_realloc(block, 1 << 62)                     # mark: refused
    gone = by_realloc(None, 700)                   # mark: from nothing
    by_realloc(gone, 0)                            # mark: to nothing
    array = by_reallocarray(None, 3, 100)          # mark: array
    by_reallocarray(array, 5, 100)                 # mark: array up
    for n in range(1, 1001):
        block = by_realloc(block, n * 100)         # mark: growing


reallocations()
native("first", 1000)
native("up", 5000)
native("down", 100)
native("refused", 0, 0)
native("from nothing", 700)
native("to nothing", 0, 0)
native("array", 300)
native("array up", 500, end=500, end_blocks=1)
native("growing", sum(range(100, 100_001, 100)), 1000, 100_000, 1)


def threads():
    elsewhere = by_malloc(2003)                    # mark: freed in another thread
    worker = threading.Thread(target=by_free, args=(elsewhere,))
    worker.start()
    worker.join()
    foreign = by_malloc(2011)                      # mark: freed in a foreign thread
    free_in_thread(foreign)
    for worker in [threading.Thread(target=in_thread) for _ in range(8)]:
        worker.start()
        worker.join()


def in_thread():
    for _ in range(100):
        by_malloc(11)                              # mark: in threads


threads()
native("freed in another thread", 2003, temporaries=0)
native("freed in a foreign thread", 2011, temporaries=0)
native("in threads", 8800, 800, 8800, 800)


def called():
    by_malloc(3001)                                # mark: called back


call = ctypes.CFUNCTYPE(None)(called)
function("from_qsort", None, type(call))(call)
function("from_thread", None, type(call))(call)
native("called back", 6002, 2, 6002, 2)


def mappings():
    kept.append(mmap.mmap(-1, 10 * page + 1))      # mark: mmap
    kept.append(mmap.mmap(-1, 7 * page))           # mark: mmap closed
    kept.pop().close()
    grown = map_(3 * page, readable)               # mark: map
    remap(grown, 3 * page, 9 * page)               # mark: remap up
    shrunk = map_(9 * page, readable)              # mark: map large
    remap(shrunk, 9 * page, 2 * page)              # mark: remap down
    cut = map_(10 * page, readable)                # mark: cut
    unmap(cut, 0, page)
    unmap(cut, 8 * page, 2 * page)
    split = map_(10 * page, readable)              # mark: split
    unmap(split, 4 * page, 2 * page)
    holes = map_(10 * page, readable)              # mark: holes
    unmap(holes, 4 * page, 2 * page)
    unmap(holes, 0, 4 * page)
    unmap(holes, 6 * page, 4 * page)
    map_(5 * page, 0)                              # mark: untouchable
    map_file(__file__.encode(), 1)                 # mark: file
    map_(1 << 30, readable)                        # mark: map gigabyte


kept = []
mappings()
mapped("mmap", 11 * page, end=11 * page, end_blocks=1)
mapped("mmap closed", 7 * page)
mapped("map", 3 * page)
mapped("remap up", 9 * page, end=9 * page, end_blocks=1)
mapped("map large", 9 * page)
mapped("remap down", 2 * page, end=2 * page, end_blocks=1)
mapped("cut", 10 * page, end=7 * page, end_blocks=1)
mapped("split", 10 * page, end=8 * page, end_blocks=2)
mapped("holes", 10 * page)
mapped("untouchable", 0, 0)
mapped("file", 0, 0)
mapped("map gigabyte", 1 << 30, end=1 << 30, end_blocks=1)


def resized():
    area = mmap.mmap(-1, 4 * page, flags=mmap.MAP_PRIVATE)  # mark: before resize
    area.resize(20 * page)                         # mark: resize
    kept.append(area)


resized()
mapped("before resize", 4 * page)
mapped("resize", 20 * page, end=20 * page, end_blocks=1)
truth.write()
