#!/usr/bin/env bash
# Make a QLever index of a folder of parts: qlever.sh PARTS NAME (in an empty folder; `pip install qlever`, and its engine).
# Its default graph is the union of all graphs. Not tried here.
set -euo pipefail
parts=$(realpath "$1") name=$2
cat > Qleverfile << EOF
[data]
NAME = $name
FORMAT = nq
[index]
INPUT_FILES = $parts/reference.nq $parts/part-*.nq
CAT_INPUT_FILES = cat $parts/reference.nq $parts/part-*.nq
[server]
PORT = 7019
ACCESS_TOKEN = $(openssl rand -hex 16)
[runtime]
SYSTEM = native
EOF
qlever index
