# One object for every way in which Python objects refer to each other. Writes which edge of a heap snapshot has to lead
# to it, and waits.
#
#   every_edge.py EXPECTATIONS-FILE
#
# An expectation is a source, an edge as text, a target. Most targets are made for their case alone: then nothing but that
# edge may lead to them, which shows edges that are told twice or come from nowhere as well as those that are missing.
import array
import asyncio
import collections
import contextvars
import ctypes
import datetime
import functools
import gc
import itertools
import json
import operator
import queue
import sys
import threading
import time
import types
import weakref

MINOR = sys.version_info[1]


class Target:
    """What a case is about: it refers to nothing but its class."""

    __slots__ = ("__weakref__",)


class Called(Target):
    __slots__ = ()

    def __call__(self, *arguments):
        pass


expectations = []
keep = []


class Address:
    """Of an object that must not be kept: a frame that runs would hold itself."""

    def __init__(self, thing):
        self.number = id(thing)


def expect(case, source, edge, target, alone=True):
    """`source` is an object, or the text that names a node that is none, or a type."""
    expectation = {"case": case, "edge": edge, "target_id": id(target), "alone": alone, "source": "", "source_id": 0}
    if type(source) is str:
        expectation["source"] = source
    elif type(source) is Address:
        expectation["source_id"] = source.number
    else:
        expectation["source_id"] = id(source)
        keep.append(source)
    expectations.append(expectation)


def also(case, source, edge, target):
    """An edge to something that others refer to as well."""
    expect(case, source, edge, target, alone=False)


def inner(source, kind):
    """What `source` refers to that is of that kind."""
    return next(thing for thing in gc.get_referents(source) if type(thing).__name__ == kind)


# Attributes.

class Plain:
    pass


class Slotted:
    __slots__ = ("first", "second")


class SlottedChild(Slotted):
    __slots__ = ("third",)


class SlotsAndDict(Slotted):
    pass


def attributes():
    plain, target = Plain(), Target()
    plain.shared = target
    if MINOR >= 11:
        expect("attribute, inline", plain, ".shared", target)
    else:
        expect("attribute, split dict", vars(plain), ".shared", target)
        also("dict of a split instance", plain, "=", vars(plain))


def materialised_dict():
    plain, target = Plain(), Target()
    plain.shared = target
    names = vars(plain)
    # From 3.13 on the values stay where they were, and the dict shows them.
    expect("attribute, materialised", plain if MINOR >= 13 else names, ".shared", target)
    also("materialised dict", plain, "=", names)


def replaced_dict():
    plain, target = Plain(), Target()
    plain.shared = None
    plain.__dict__ = names = {"shared": target}
    expect("attribute, dict of its own", names, ".shared", target)
    also("dict of its own", plain, "=", names)


def deleted_attribute():
    plain, target = Plain(), Target()
    plain.other = None
    plain.shared = target
    del plain.other
    keep.append(plain)
    expect("attribute after a deletion", plain if MINOR >= 11 else vars(plain), ".shared", target)


class Many:
    pass


def many_attributes():
    many, target = Many(), Target()
    for number in range(50):
        setattr(many, "name%d" % number, None)
    many.last = target
    keep.append(many)
    expect("attribute, combined dict", vars(many), ".last", target)


def data_attribute():
    class Loose:
        pass

    loose, target = Loose(), Target()
    keep.append(loose)
    vars(loose)["".join(["not", " a name"])] = target
    expect("attribute whose name is data", loose if MINOR >= 13 else vars(loose), "[]", target)


def slots():
    slotted, child, both = Slotted(), SlottedChild(), SlotsAndDict()
    for owner, name in [(slotted, "second"), (child, "first"), (child, "third"), (both, "first"), (both, "loose")]:
        target = Target()
        setattr(owner, name, target)
        edge = "@" if name == "loose" else "."
        expect("slot %s of %s" % (name, type(owner).__name__), owner, edge + name, target)


class Text(str):
    pass


class Pair(tuple):
    pass


class Number(int):
    pass


class Table(dict):
    pass


class Row(list):
    pass


class Tail(collections.deque):
    pass


def subclasses():
    for owner in [Text("x"), Pair((1, 2)), Number(2**70), Table(), Row(), Tail()]:
        target = Target()
        owner.extra = target
        expect("attribute of a subclass, " + type(owner).__name__, owner, "@extra", target)
    target = Target()
    pair = Pair((None, target))
    expect("item of a tuple's subclass", pair, "[1]", target)
    table, target = Table(), Target()
    table["key"] = target
    expect("value of a dict's subclass", table, "['key']", target)
    row, target = Row(), Target()
    row.append(target)
    expect("item of a list's subclass", row, "[0]", target)


# Containers.

def dicts():
    for case, key, edge in [
        ("name", "named", "['named']"), ("data", "".join(["da", "ta"]), "[]"), ("int", 7, "[7]"), ("zero", 0, "[0]"),
        ("negative", -7, "[]"), ("big", 2**40, "[]"), ("float", 1.5, "[]"), ("tuple", (1, 2), "[]"), ("bool", True, "[1]"),
        ("bytes", b"k", "[]"), ("object", Target(), "[]"),
    ]:
        target = Target()
        owner = {key: target}
        expect("dict, value under a key: " + case, owner, edge, target)
    target = Target()
    expect("dict, key", {target: None}, "?", target)
    target = Target()
    key = (1, target)
    also("dict, key that is a tuple", {key: None}, "?", key)
    expect("tuple in a key", key, "[1]", target)
    key = "".join(["more", " data"])
    expect("dict, key that is data", {key: None}, "?", key, alone=False)
    mixed, target = {"a": None, 1: None}, Target()
    mixed["named"] = target
    del mixed["a"]
    expect("dict of mixed keys after a deletion", mixed, "['named']", target)
    large, target = {}, Target()
    for number in range(70000):
        large[number] = None
    large["named"] = target
    expect("large dict", large, "['named']", target)


def sequences():
    target = Target()
    expect("list", [None, target], "[1]", target)
    target = Target()
    expect("long list", [None] * 99999 + [target], "[99999]", target)
    target = Target()
    expect("tuple", (None, target), "[1]", target)
    target = Target()
    expect("named tuple", collections.namedtuple("Point", "x y")(0, target), "[1]", target)
    target = Target()
    expect("set", {target}, "?", target)
    target = Target()
    expect("large set", {target} | set(range(1000)), "?", target)
    target = Target()
    expect("frozenset", frozenset([target]), "?", target)
    target = Target()
    deque = collections.deque(range(200))
    deque.rotate(50)
    deque.popleft()
    deque[150] = target
    expect("deque", deque, "[150]", target)
    target = Target()
    tail = Tail([None])
    tail.append(target)
    expect("deque's subclass", tail, "[1]", target)
    target = Target()
    ordered = collections.OrderedDict(a=None)
    ordered["named"] = target
    expect("OrderedDict", ordered, "['named']", target)
    target = Called()
    expect("defaultdict's factory", collections.defaultdict(target), ".default_factory", target)
    target = Target()
    default = collections.defaultdict(list)
    default["named"] = target
    expect("defaultdict", default, "['named']", target)
    target = Target()
    counter = collections.Counter()
    counter["named"] = target
    expect("Counter", counter, "['named']", target)
    target = Target()
    chain = collections.ChainMap({"named": target})
    expect("ChainMap", chain.maps[0], "['named']", target)
    target = Target()
    user = collections.UserDict(named=target)
    expect("UserDict", user.data, "['named']", target)
    target = {"a": Target()}
    expect("mappingproxy", types.MappingProxyType(target), "?", target)
    target = Target()
    expect("slice", slice(None, target, None), ".stop", target)
    target = 10**20
    also("range", range(0, target), ".stop", target)
    target = Target()
    expect("SimpleNamespace", types.SimpleNamespace(named=target), "@named", target)
    target = Target()
    messages = queue.SimpleQueue()
    messages.put(target)
    expect("SimpleQueue", inner(messages, "list") if MINOR < 13 else messages, "[0]" if MINOR < 13 else "?", target)
    target = Target()
    messages = queue.Queue()
    messages.put(target)
    expect("Queue", messages.queue, "[0]", target)


# Code.

def functions():
    def closing():
        value = Target()

        def function():
            return value

        return function

    function = closing()
    cell = function.__closure__[0]
    also("function's closure", function, "=", function.__closure__)
    expect("closure's cell", function.__closure__, "=", cell)
    expect("cell", cell, "{value}", cell.cell_contents)

    # A cell that nobody's code has a name for.
    cell = types.CellType(Target())
    expect("cell of its own", cell, "<cell_contents>", cell.cell_contents)

    def annotated(a, b=1, *, c=2):
        pass

    target = Target()
    annotated.__defaults__ = (target,)
    expect("function's defaults", annotated.__defaults__, "[0]", target)
    expect("function's defaults, tuple", annotated, "<__defaults__>", annotated.__defaults__)
    target = Target()
    annotated.__kwdefaults__ = {"c": target}
    expect("function's kwdefaults", annotated.__kwdefaults__, "['c']", target)
    expect("function's kwdefaults, dict", annotated, "<__kwdefaults__>", annotated.__kwdefaults__)
    target = Target()
    annotated.__annotations__ = {"a": target}
    expect("function's annotations", annotated.__annotations__, "['a']", target)
    expect("function's annotations, dict", annotated, "<__annotations__>", annotated.__annotations__)
    target = Target()
    annotated.loose = target
    expect("function's attribute", annotated, "@loose", target)
    also("function's globals", annotated, "^<__globals__>", globals())
    target = Target()
    code = annotated.__code__.replace(co_consts=annotated.__code__.co_consts + (target,))
    annotated.__code__ = code
    expect("function's code", annotated, "<__code__>", code)
    expect("code's constants", code, "<co_consts>", code.co_consts)
    expect("constant", code.co_consts, "[%d]" % (len(code.co_consts) - 1), target)
    module = types.ModuleType("made")
    exec("def function(): pass", vars(module))
    also("globals of a made module", module.function, "^<__globals__>", vars(module))


class Methods:
    def method(self):
        pass


def methods():
    owner = Methods()
    method = owner.method
    expect("bound method's self", method, "<__self__>", owner)
    also("bound method's function", method, "<__func__>", Methods.method)
    owner = []
    expect("builtin method's self", owner.append, "<__self__>", owner)
    owner = Target()
    expect("method-wrapper", owner.__str__, ".__self__", owner)
    for kind in (staticmethod, classmethod):
        target = Called()
        expect(kind.__name__, kind(target), ".__func__", target)
    for name in ("fget", "fset", "fdel"):
        target = Called()
        expect("property's " + name, property(**{name: target}), "." + name, target)
    target = Called()
    cached = functools.cached_property(target)
    expect("cached_property", cached, "@func", target)
    owner = Plain()
    expect("super", super(Plain, owner), ".__self__", owner)
    target = types.new_class("Made")
    also("generic alias", types.GenericAlias(target, (int,)), ".__origin__", target)
    target = Called()
    expect("partial's function", functools.partial(target), ".func", target)
    target = Target()
    partial = functools.partial(print, target)
    expect("partial's arguments", partial.args, "[0]", target)
    expect("partial's arguments, tuple", partial, ".args", partial.args)
    target = Target()
    partial = functools.partial(print, end=target)
    expect("partial's keywords", partial.keywords, "['end']", target)
    target = Called()
    also("lru_cache's function", functools.lru_cache(target), "@__wrapped__", target)
    unbounded = functools.lru_cache(maxsize=None)(lambda number: Target())
    expect("unbounded lru_cache", unbounded, "??", unbounded(5))
    bounded = functools.lru_cache(maxsize=10)(lambda number: Target())
    expect("bounded lru_cache", bounded, "???", bounded(5))
    target = Target()
    expect("itemgetter", operator.itemgetter(target), "?", target)
    target = Target()
    expect("methodcaller", operator.methodcaller("x", target), "??", target)


class Meta(type):
    pass


class Parent:
    pass


class Child(Parent, metaclass=Meta):
    value = Target()


def classes():
    names = gc.get_referents(vars(Child))[0]
    also("class's dict", Child, "=", names)
    expect("class's attribute", names, ".value", Child.value)
    also("class's bases", Child, "<__bases__>", Child.__bases__)
    also("bases", Child.__bases__, "[0]", Parent)
    also("class's base", Child, "<__base__>", Parent)
    also("class's mro", Child, "<__mro__>", Child.__mro__)
    also("class's class", Child, "^<__class__>", Meta)
    child = Child()
    also("instance's class", child, "^<__class__>", Child)
    known = next(thing for thing in gc.get_objects() if type(thing) is dict and type(thing.get(id(Child))) is weakref.ref)
    expect("class's subclasses", Parent, "<__subclasses__>", known)
    also("subclass", known[id(Child)], "~<referent>", Child)


def modules():
    module = types.ModuleType("held_module")
    sys.modules["held_module"] = module
    module.VALUE = target = Target()
    also("module's dict", module, "=", vars(module))
    expect("module's global", vars(module), ".VALUE", target)
    also("sys.modules", sys.modules, "['held_module']", module)
    also("module by its name", "(modules)", "^['held_module']", module)
    module = types.ModuleType("loose_module")
    module.VALUE = target = Target()
    keep.append(module)
    expect("global of a module that is not imported", vars(module), ".VALUE", target)


# What runs, and what has stopped.

def generating(argument):
    local = Target()
    yield local
    yield argument


async def awaiting(argument):
    local = Target()
    await asyncio.sleep(0)
    return local


async def generating_asynchronously(argument):
    local = Target()
    yield id(local)
    yield local


def delegating(other):
    yield from other


def step_into(coroutine):
    try:
        coroutine.send(None)
    except StopIteration:
        pass


def frame_of(thing, name):
    """The node that has the locals: up to 3.10 a frame object."""
    return thing if MINOR >= 11 else getattr(thing, name)


def generators():
    for make, frame in [(generating, "gi_frame"), (awaiting, "cr_frame"), (generating_asynchronously, "ag_frame")]:
        target = Target()
        made = make(target)
        expect("argument of a %s not begun" % type(made).__name__, frame_of(made, frame), "{argument}", target)
        if MINOR < 11:
            also("frame of a %s" % type(made).__name__, made, "<gi_frame>", getattr(made, frame))
        target = Target()
        made = make(target)
        step_into(made.__anext__() if frame == "ag_frame" else made)
        expect("argument of a suspended " + type(made).__name__, frame_of(made, frame), "{argument}", target)
        # Asking a suspended generator's frame for its locals would make a dict that holds them.
        local = next(thing for thing in gc.get_referents(frame_of(made, frame)) if type(thing) is Target and thing is not target)
        expect("local of a suspended " + type(made).__name__, frame_of(made, frame), "{local}", local)
        keep.append(made)
    inner_generator = generating(None)
    outer = delegating(inner_generator)
    next(outer)
    also("generator that another waits for", frame_of(outer, "gi_frame"), "{other}", inner_generator)
    finished = generating(Target())
    for _ in finished:
        pass
    keep.append(finished)


def expression_of_a_generator():
    target = Target()
    made = (thing for thing in [target])
    next(made)
    expect("generator expression", frame_of(made, "gi_frame"), "{thing}", target, alone=False)


def failing(argument):
    local = Target()
    raise LookupError(argument)


def caught_failure(argument):
    try:
        failing(argument)
    except LookupError as error:
        return error


def exceptions():
    caught = failure
    failed = caught.__traceback__.tb_next
    frame = failed.tb_frame
    also("exception's traceback", caught, "<__traceback__>", caught.__traceback__)
    expect("next of a traceback", caught.__traceback__, "<tb_next>", failed)
    also("frame of a traceback", failed, "<tb_frame>", frame)
    local = next(thing for thing in gc.get_referents(frame) if type(thing) is Target and thing is not caught.args[0])
    expect("local of a frame that has failed", frame, "{local}", local)
    also("argument of a frame that has failed", frame, "{argument}", caught.args[0])
    also("exception's arguments", caught, "<args>", caught.args)
    also("exception's argument", caught.args, "[0]", caught.args[0])
    for name in ("__cause__", "__context__"):
        error, target = ValueError(), ValueError()
        setattr(error, name, target)
        expect("exception's " + name, error, "<%s>" % name, target)
    error, target = OSError(), Target()
    error.filename = target
    expect("OSError's file name", error, ".filename", target)
    target = Target()
    stop = StopIteration(target)
    expect("StopIteration's value", stop, ".value", target, alone=False)
    error, target = KeyError(), Target()
    error.attribute = target
    expect("exception's attribute", error, "@attribute", target)
    if MINOR >= 10:
        target = Target()
        expect("AttributeError's object", AttributeError("x", name="y", obj=target), ".obj", target)
    if MINOR >= 11:
        target = ValueError()
        group = eval("ExceptionGroup")("group", [target])
        also("exception group", group.exceptions, "[0]", target)
        error = ValueError()
        error.add_note("".join(["a", " note"]))
        also("exception's notes", error, "@__notes__", error.__notes__)


started, may_end = [threading.Event() for _ in range(2)], threading.Event()


def work_in_thread(number, ready):
    own = Target()
    expect("local of a thread's frame", running_frame("work_in_thread", threading.current_thread().name), "{own}", own)
    nested_in_thread(ready)
    return own


def nested_in_thread(ready):
    ready.set()
    may_end.wait()


def running_frame(name, thread=""):
    """The node that has the caller's locals."""
    frame = "frame %s %s" % (name, thread)
    if MINOR >= 11:
        return frame
    also("frame object of a running frame", frame, "<frame>", sys._getframe(1))
    return Address(sys._getframe(1))


def threads():
    for number, ready in enumerate(started):
        threading.Thread(target=work_in_thread, args=(number, ready), daemon=True).start()
        ready.wait()


# Weak references.

def weak_references():
    target = Target()
    keep.append(target)
    also("weak reference", weakref.ref(target), "~<referent>", target)
    also("weak proxy", weakref.proxy(target), "~<referent>", target)
    callback = Called()
    expect("weak reference's callback", weakref.ref(target, callback), "<callback>", callback)
    key, value = Plain(), Target()
    keep.append(key)
    weak = weakref.WeakKeyDictionary()
    weak[key] = value
    keep.append(weak)
    expect("WeakKeyDictionary's value", weak.data, "[]", value)
    also("WeakKeyDictionary's key", next(iter(weak.data)), "~<referent>", key)
    key, value = Target(), Plain()
    keep.append(value)
    weak = weakref.WeakValueDictionary()
    weak[key] = value
    keep.append(weak)
    also("WeakValueDictionary's value", weak.data[key], "~<referent>", value)
    also("WeakValueDictionary's key", weak.data, "?", key)
    also("WeakValueDictionary's key, in the reference", weak.data[key], ".key", key)
    dead = weakref.ref(Target())
    keep.append(dead)


# Iterators and what C implements.

def iterators():
    for case, make, edge in [
        ("list iterator", lambda: [1, 2], iter), ("reversed list", lambda: [1, 2], reversed), ("tuple iterator", lambda: tuple([1, 2, [3]]), iter),
        ("dict iterator", lambda: {1: 2}, iter), ("dict keys", lambda: {1: 2}, dict.keys), ("dict values", lambda: {1: 2}, dict.values),
        ("dict items", lambda: {1: 2}, dict.items), ("dict items iterator", lambda: {1: 2}, lambda d: iter(d.items())),
        ("set iterator", lambda: {1, 2}, iter), ("deque iterator", lambda: collections.deque([1]), iter),
        ("bytearray iterator", lambda: bytearray(b"x"), iter), ("memoryview iterator", lambda: memoryview(b"x"), iter),
        ("iterator of a callable", Called, lambda target: iter(target, None)),
        ("map's function", Called, lambda target: map(target, ())), ("filter's function", Called, lambda target: filter(target, ())),
        ("zip", lambda: iter([1]), lambda target: zip(target)), ("enumerate", lambda: iter([1]), enumerate),
        ("map's iterator", lambda: iter([1]), lambda target: map(str, target)),
        ("chain", lambda: iter([1]), itertools.chain), ("islice", lambda: iter([1]), lambda target: itertools.islice(target, 2)),
        ("repeat", Target, itertools.repeat), ("count", lambda: 2.5, lambda target: itertools.count(target)),
        ("starmap", lambda: iter([(1,)]), lambda target: itertools.starmap(str, target)),
        ("takewhile", Called, lambda target: itertools.takewhile(target, ())),
        ("groupby", Called, lambda target: itertools.groupby((), target)),
        ("accumulate", Called, lambda target: itertools.accumulate((), target)),
        ("permutations", Target, lambda target: itertools.permutations([target])),
        ("product", Target, lambda target: itertools.product([target])),
        ("cycle", Target, lambda target: advanced(itertools.cycle([target]))),
        ("cmp_to_key", Called, lambda target: functools.cmp_to_key(target)),
    ]:
        target = make()
        made = edge(target)
        # Somewhere in what the iterator has to itself.
        expect(case, made, "???", target, alone=type(target) in (Target, Called) and case != "cycle")


def advanced(iterator):
    next(iterator)
    return iterator


def buffers():
    target = bytearray(b"x" * 100)
    expect("memoryview", memoryview(target), "??", target, alone=False)
    target = array.array("d", [1, 2, 3])
    expect("memoryview of an array", memoryview(target), "??", target, alone=False)
    view = memoryview(bytearray(10))
    also("slice of a memoryview", view[2:4], "??", view.obj)


class Field(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("other", ctypes.py_object)]


def foreign():
    target = Target()
    expect("py_object", ctypes.py_object(target), "._objects", target)
    target = Field()
    pointer = ctypes.pointer(target)
    also("ctypes pointer", pointer, "??", target)
    target = Called()
    callback = ctypes.CFUNCTYPE(None)(target)
    also("ctypes callback", callback, "???", target)
    target = Target()
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(target))
    expect("held by C code", "(held by C code)", "?", target)


def dates():
    class Zone(datetime.tzinfo):
        pass

    target = Zone()
    expect("datetime's zone", datetime.datetime(2026, 1, 1, tzinfo=target), ".tzinfo", target)
    target = Zone()
    expect("time's zone", datetime.time(1, tzinfo=target), ".tzinfo", target)
    target = datetime.timedelta(hours=1)
    expect("zone's offset", datetime.timezone(target, "".join(["a", "zone"])), "?", target)


variable = contextvars.ContextVar("variable")


def contexts():
    target = Target()
    context = contextvars.Context()
    context.run(variable.set, target)
    expect("context variable", context, "???", target)
    target = Target()
    expect("context variable's default", contextvars.ContextVar("x", default=target), "?", target)
    token = variable.set(None)
    also("token", token, "?", variable)


local = threading.local()


def thread_locals():
    local.value = target = Target()
    expect("thread-local attribute", "dict", "['value']", target)


def asynchronous():
    global loop
    loop = asyncio.new_event_loop()

    async def serve(argument):
        rows = Target()
        await asyncio.Event().wait()
        return rows

    argument = Target()
    coroutine = serve(argument)
    task = loop.create_task(coroutine)
    loop.run_until_complete(asyncio.sleep(0))
    loop.run_until_complete(asyncio.sleep(0))
    expect("task's coroutine", task, "?", coroutine)
    expect("argument of a task's coroutine", frame_of(coroutine, "cr_frame"), "{argument}", argument)
    future, target = loop.create_future(), Target()
    future.set_result(target)
    expect("future's result", future, "?", target)
    future, target = loop.create_future(), Called()
    future.add_done_callback(target)
    expect("future's callback", future, "??", target)
    del target, argument


def arrays():
    try:
        import numpy
    except ImportError:
        return
    base = numpy.zeros(100)
    also("array's base", base[10:], "<base>", base)
    also("array's base, through two views", base[10:][2:], "<base>", base)
    target = Target()
    expect("array of objects", numpy.array([None, target], dtype=object), "[1]", target)
    target = Target()
    expect("matrix of objects", numpy.array([[None, None], [target, None]], dtype=object), "[2]", target)
    also("array's dtype", base, "<dtype>", base.dtype)
    target = bytearray(80)
    also("array on a bytearray", numpy.frombuffer(target), "???", target)


cases = [
    attributes, materialised_dict, replaced_dict, deleted_attribute, many_attributes, data_attribute, slots, subclasses, dicts, sequences,
    functions, methods, classes, modules, generators, expression_of_a_generator, exceptions, threads, weak_references, iterators,
    buffers, foreign, dates, contexts, thread_locals, asynchronous, arrays,
]


def ready():
    with open(sys.argv[1], "w") as file:
        file.write(json.dumps({"keep": id(keep), "expectations": expectations}))
    time.sleep(120)


def wait_in_main():
    main_local = Target()
    expect("local of the main thread", running_frame("wait_in_main"), "{main_local}", main_local)
    ready()


# Here, for a frame that has failed holds the frames above it.
failure = caught_failure(Target())
for case in cases:
    case()
gc.collect()
wait_in_main()
