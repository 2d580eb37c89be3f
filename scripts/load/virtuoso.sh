#!/usr/bin/env bash
# Load a folder of parts into a running Virtuoso 7: virtuoso.sh PARTS HOST:PORT [LOADERS]
# PARTS must be a folder of the server's machine that DirsAllowed in virtuoso.ini names. DBA_PASSWORD is dba's (dba).
# Several loaders, one for each 2.5 cores or so, share the list of files.
set -euo pipefail
parts=$(realpath "$1") server=$2 loaders=${3:-1}
ask() { isql-vt "$server" dba "${DBA_PASSWORD:-dba}" VERBOSE=OFF BANNER=OFF PROMPT=OFF ERRORS=STDOUT "exec=$1"; }

ask "ld_dir('$parts', 'part-%.nq', 'urn:default'); ld_dir('$parts', 'reference.nq', 'urn:default');"
for _ in $(seq "$loaders"); do
  ask "rdf_loader_run();" &
done
wait
ask "checkpoint;"
left=$(ask "SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_state <> 2 OR ll_error IS NOT NULL;")
if [ -n "${left//[[:space:]]/}" ]; then
  echo "not loaded: $left" >&2
  exit 1
fi
