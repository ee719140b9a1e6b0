#!/usr/bin/env bash
# Packs Engine.Core and uses the package as a stranger would: a fresh project outside the repository with the README's first
# example. It must build without a warning and print what the README says, also as NativeAOT; a mistake in it must fail with
# exactly the engine's diagnostic; and without the generator it must not compile at all. The same with Engine.Runtime, which brings
# Engine.Core and its generator along: a hosted workflow, whose values come back from what was written. AOT=0 leaves the native parts out.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
work="$(mktemp -d)"; trap 'rm -rf "$work"' EXIT
version="0.0.0-check.$$.$(date +%s)" # no cache holds it yet

fail() { echo "$1"; [ -f "${2:-}" ] && cat "$2"; exit 1; }

block() { # file, language, n: the n-th block of that language
  awk -v start="\`\`\`$2" -v wanted="$3" '$0 == start { if (++n == wanted) { inside = 1; next } } /^```/ { inside = 0 } inside' "$1"
}

build() { dotnet build "$1" -c Release -nologo -v q -clp:NoSummary >"$work/log" 2>&1; }

errors() { grep -oE 'error [A-Z]+[0-9]+' "$work/log" | sort -u | tr '\n' ' '; }

project() { # name, further elements of the project: a folder with it and the example
  mkdir "$work/$1" && block README.md csharp 1 >"$work/$1/Program.cs" && cp global.json "$work/$1" || return 1
  cat >"$work/$1/$1.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <PublishAot>true</PublishAot>
    <RestoreAdditionalProjectSources>$work/feed</RestoreAdditionalProjectSources>
    <RestorePackagesPath>$work/packages</RestorePackagesPath>
    <RestoreFallbackFolders>$fallback</RestoreFallbackFolders>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Engine.Core" Version="$version" />
  </ItemGroup>
  $2
</Project>
XML
}

# The package and nothing else goes to a private folder; what the feed gave before is read where it lies.
fallback="$(dotnet nuget locals global-packages -l | sed 's/^[^:]*: *//')"; [ -d "$fallback" ] || fallback=""

dotnet pack Engine.Core -c Release -o "$work/feed" -p:PackageVersion="$version" -nologo -v q -warnaserror >"$work/log" 2>&1 || fail "the package cannot be made" "$work/log"

project good "" && build "$work/good" || fail "the README's example does not build with the package" "$work/log"
package="$work/packages/engine.core/$version"
found="$(cd "$package" && find . -name '*.dll' -o -name 'README.md' -o -name LICENSE | sed 's|^\./||' | LC_ALL=C sort | tr '\n' ' ')"
[ "$found" = "LICENSE README.md analyzers/dotnet/cs/Engine.CodeFixes.dll analyzers/dotnet/cs/Engine.Generators.dll lib/net10.0/Engine.Core.dll " ] ||
  fail "the package holds: $found"
dependencies="$(grep -oE '<dependency id="[^"]*"' "$package/engine.core.nuspec" | cut -d'"' -f2 | tr '\n' ' ')"
[ "$dependencies" = "CommunityToolkit.HighPerformance " ] || fail "the package depends on: $dependencies"

block README.md text 1 >"$work/expected"
[ -s "$work/expected" ] || fail "the README does not say what its example prints"
dotnet "$work/good/bin/Release/net10.0/good.dll" >"$work/actual" 2>&1 || fail "the example ends with an error" "$work/actual"
diff "$work/expected" "$work/actual" || fail "the example prints something else than the README says"
echo "built with the package, and it prints what the README says"

sed 's/Tax Tax(in Quote price) => new(price\./Tax Tax(in Quote prise) => new(prise./' "$work/good/Program.cs" >"$work/Wrong.cs"
cmp -s "$work/good/Program.cs" "$work/Wrong.cs" && fail "the example has no place for the mistake"
project wrong "" && cp "$work/Wrong.cs" "$work/wrong/Program.cs"
build "$work/wrong" && fail "the example builds with a mistake in it"
[ "$(errors)" = "error ENG010 " ] || fail "a mistake gives other errors than ENG010: $(errors)" "$work/log"
echo "a mistake in it is refused with ENG010 alone"

# ExcludeAssets="analyzers" would leave them in: the SDK does not ask it.
project bare '<Target Name="WithoutGenerator" BeforeTargets="CoreCompile"><ItemGroup><Analyzer Remove="@(Analyzer)" /></ItemGroup></Target>'
build "$work/bare" && fail "the example builds without the generator"
[ "$(errors)" = "error CS1061 " ] || fail "without the generator the errors should be that Run is missing: $(errors)" "$work/log"
echo "without the generator it does not compile"

dotnet pack Engine.Runtime -c Release -o "$work/feed" -p:PackageVersion="$version" -nologo -v q -warnaserror >"$work/log" 2>&1 || fail "the runtime's package cannot be made" "$work/log"
memorypack="$(grep -oE 'Include="MemoryPack" Version="[^"]*"' Directory.Packages.props)"
# The warnings are of MemoryPack's assembly as a whole: it looks for formatters of types that are not marked by reflection, and finds none here.
project hosted "<PropertyGroup><NoWarn>\$(NoWarn);IL2104;IL3053</NoWarn></PropertyGroup><ItemGroup><PackageReference Remove=\"Engine.Core\" /><PackageReference Include=\"Engine.Runtime\" Version=\"$version\" /><PackageReference $memorypack /></ItemGroup>"
cp eng/HostedExample.cs "$work/hosted/Program.cs"
build "$work/hosted" || fail "a hosted workflow does not build with the package" "$work/log"
package="$work/packages/engine.runtime/$version"
found="$(cd "$package" && find . -name '*.dll' -o -name 'README.md' -o -name LICENSE | sed 's|^\./||' | LC_ALL=C sort | tr '\n' ' ')"
[ "$found" = "LICENSE README.md lib/net10.0/Engine.Runtime.dll " ] || fail "the runtime's package holds: $found"
echo "Lisbon, 3 kg, sent in 2 parts" >"$work/expected-hosted"
dotnet "$work/hosted/bin/Release/net10.0/hosted.dll" >"$work/actual" 2>&1 || fail "the hosted workflow ends with an error" "$work/actual"
diff "$work/expected-hosted" "$work/actual" || fail "the hosted workflow does not get back what it wrote"
echo "a hosted workflow builds with the runtime's package alone, and gets back what it wrote"

[ "${AOT:-1}" = 0 ] && exit 0
linker="$(command -v clang >/dev/null && echo clang || echo gcc)"
dotnet publish "$work/good" -c Release -r linux-x64 -o "$work/native" -nologo -v q "-p:CppCompilerAndLinker=$linker" >"$work/log" 2>&1 ||
  fail "the example cannot be published as NativeAOT" "$work/log"
"$work/native/good" >"$work/actual" 2>&1 || fail "the native example ends with an error" "$work/actual"
diff "$work/expected" "$work/actual" || fail "the native example prints something else"
echo "as NativeAOT it prints the same"

dotnet publish "$work/hosted" -c Release -r linux-x64 -o "$work/native-hosted" -nologo -v q "-p:CppCompilerAndLinker=$linker" >"$work/log" 2>&1 ||
  fail "the hosted workflow cannot be published as NativeAOT" "$work/log"
"$work/native-hosted/hosted" >"$work/actual" 2>&1 || fail "the native hosted workflow ends with an error" "$work/actual"
diff "$work/expected-hosted" "$work/actual" || fail "the native hosted workflow does not get back what it wrote"
echo "as NativeAOT it does so, too"
