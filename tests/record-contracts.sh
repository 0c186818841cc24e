#!/usr/bin/env bash
# Records what the examples say of themselves: the pages in docs/asyncapi and the contracts of examples/Images.
# A review sees in them what a change of a record or of the schema generation does. Usage: bash tests/record-contracts.sh
set -euo pipefail
cd "$(dirname "$0")/.."
configuration=${CONFIGURATION:-Debug}
for project in examples/Images examples/Health examples/Metrics src/Khronos; do
  dotnet build "$project" -c "$configuration" -v q --nologo
  name=$(basename "$project")
  dotnet "$project/bin/$configuration/net10.0/$name.dll" asyncapi --markdown > "docs/asyncapi/$(tr '[:upper:]' '[:lower:]' <<<"$name").md"
done
dotnet "examples/Images/bin/$configuration/net10.0/Images.dll" contracts examples/Images/contracts
