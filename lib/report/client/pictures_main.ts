import { setUpMatrices } from "./cells.ts";
import { setUpDigitMap } from "./digit_map.ts";
import { embeddedPictures } from "./page_pictures.ts";
import { embeddedRecord } from "./record.ts";

const pagePictures = embeddedPictures();
for (const group of document.querySelectorAll<HTMLElement>(".matrices")) setUpMatrices(group, pagePictures.cells);

const mapFigure = document.querySelector<HTMLElement>("figure.digit-map");
const { leakFree } = embeddedRecord();
if (mapFigure !== null && leakFree?.map !== undefined) {
  setUpDigitMap(mapFigure, leakFree.map, new Set(leakFree.draws[0]?.labelledTrainIndices.flat()), pagePictures.map);
}
