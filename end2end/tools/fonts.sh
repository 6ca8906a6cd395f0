#!/bin/sh
# Cuts the typeface to what British and European names, prices and arrows need, at the weights in use.
# Needs fonttools and brotli (pip). Writes public/fonts; run in end2end after changing the package.
set -eu
from=node_modules/@fontsource-variable/inter/files
to=../public/fonts
work=$(mktemp -d)
features=kern,mark,mkmk,ccmp,locl,calt,tnum,case
latin='U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+2010-2015,U+2018-201F,U+2020-2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,U+FFFD'
extended='U+0100-017F,U+0218-021B,U+1E9E,U+20A0-20BF'
cut() {
    fonttools varLib.instancer "$from/inter-$1-wght-normal.woff2" wght=400:700 -q -o "$work/$1.ttf"
    pyftsubset "$work/$1.ttf" --unicodes="$2" --layout-features=$features --flavor=woff2 --no-hinting --output-file="$to/inter-$1.woff2"
}
cut latin "$latin"
cut latin-ext "$extended"
cp node_modules/@fontsource-variable/inter/LICENSE "$to/OFL.txt"
rm -r "$work"
