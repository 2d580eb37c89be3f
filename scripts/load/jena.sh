#!/usr/bin/env bash
# Load a folder of parts into a new Jena TDB2 database: jena.sh PARTS DATABASE (JENA_HOME/bin on the PATH).
# The database must be new: the parallel loader is for empty ones. Not tried here.
set -euo pipefail
parts=$1 database=$2
tdb2.tdbloader --loader=parallel --loc "$database" "$parts/reference.nq" "$parts"/part-*.nq
