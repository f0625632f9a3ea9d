import { setUpMatrices } from "./cells.ts";
import { embeddedPictures } from "./page_pictures.ts";

const pagePictures = embeddedPictures();
for (const group of document.querySelectorAll<HTMLElement>(".matrices")) setUpMatrices(group, pagePictures.cells);
