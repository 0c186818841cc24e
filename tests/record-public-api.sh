#!/usr/bin/env bash
# Records the public surface: rewrites PublicAPI.Unshipped.txt of the named project (default: all of src) so that a
# review sees what changed. Usage: bash tests/record-public-api.sh [src/Ponos.Core ...]
set -euo pipefail
cd "$(dirname "$0")/.."
projects=("$@")
if [ ${#projects[@]} -eq 0 ]; then
  for file in src/*/PublicAPI.Unshipped.txt; do projects+=("$(dirname "$file")"); done
fi
for project in "${projects[@]}"; do
  echo '#nullable enable' > "$project/PublicAPI.Unshipped.txt"
  dotnet build "$project" --no-incremental -v q -p:TreatWarningsAsErrors=false -p:BuildProjectReferences=true 2>&1 \
    | grep -F "$(basename "$project")/" | grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared public API)" | LC_ALL=C sort -u \
    > "$project/PublicAPI.found" || true
  cat "$project/PublicAPI.found" >> "$project/PublicAPI.Unshipped.txt"
  rm "$project/PublicAPI.found"
  echo "$project: $(($(wc -l < "$project/PublicAPI.Unshipped.txt") - 1)) symbols"
done
