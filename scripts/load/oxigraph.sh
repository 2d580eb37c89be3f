#!/usr/bin/env bash
# Load a folder of parts into an Oxigraph database: oxigraph.sh PARTS DATABASE (no server may be running on it).
set -euo pipefail
parts=$1 database=$2
oxigraph load --location "$database" --file "$parts/reference.nq"
# Some at a time, since a command line has an end; those are read in parallel.
find "$parts" -maxdepth 1 -name 'part-*.nq' -size +0 -print0 | sort -z |
  xargs -0 -n 200 oxigraph load --location "$database" --file
oxigraph optimize --location "$database"
