#!/bin/sh
# Makes the virtual environment of the benchmarks: memray, scalene, guppy3, numpy and pandas from PyPI, in .build-bench/venv.
#
#   Benchmarks/prepare.sh
#
# $HEAPTIDE_BENCH_PYTHON names the interpreter (default: python3); it must be CPython. Does nothing when all is there.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=$root/.build-bench/venv
python=${HEAPTIDE_BENCH_PYTHON:-python3}
packages="memray scalene numpy pandas guppy3"

fail() {
    echo "prepare.sh: $1" >&2
    exit 1
}

# Implementation and exact version, so that another interpreter makes another environment.
identity='import platform, sys; print(platform.python_implementation(), sys.version.split()[0], sys.base_prefix)'

wanted=$("$python" -c "$identity") || fail "cannot run $python; set HEAPTIDE_BENCH_PYTHON to a CPython"
case $wanted in
CPython\ *) ;;
*) fail "$python is not CPython but ${wanted%% *}" ;;
esac

present=$("$venv/bin/python" -c "$identity" 2>/dev/null || true)
if [ "$present" != "$wanted" ]; then
    rm -rf "$venv"
    mkdir -p "$root/.build-bench"
    "$python" -m venv "$venv" || fail "$python cannot make a virtual environment (on Debian: apt install python3-venv)"
fi

if ! "$venv/bin/python" -c 'import memray, numpy, pandas, scalene, guppy' 2>/dev/null; then
    # shellcheck disable=SC2086 # one word a package
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $packages ||
        fail "pip could not install $packages"
fi
