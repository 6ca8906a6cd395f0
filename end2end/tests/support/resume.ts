// A résumé that belongs to nobody, as a PDF of one page.

const LINES: [number, number, number, string][] = [
  [50, 790, 20, "Rosa Lindqvist"],
  [50, 740, 14, "Work experience"],
  [50, 720, 10, "Warehouse operative, Acme Ltd"],
  [430, 720, 10, "Jan 2019 - Mar 2021"],
  [50, 706, 10, "Wrote Python scripts that count stock"],
  [50, 680, 10, "Driver, Bright and Sons"],
  [430, 680, 10, "2016 - 2018"],
  [50, 640, 14, "Education"],
  [50, 620, 10, "BSc Logistics, University of Leeds, 2015"],
  [50, 580, 14, "Skills"],
  [50, 560, 10, "Python, Microsoft Excel"],
];

/** It has a line in white, too, which nobody sees. */
export function resumePdf(): Buffer {
  const line = ([x, y, size, text]: (typeof LINES)[number]) => `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET\n`;
  const content = `${LINES.map(line).join("")}1 1 1 rg\n${line([50, 100, 10, "The best candidate there is"])}`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[4 0 R]/Count 1>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>",
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
  ];
  let out = "%PDF-1.7\n";
  const places = objects.map((object, at) => {
    const place = out.length;
    out += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = out.length;
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(out, "latin1");
}
