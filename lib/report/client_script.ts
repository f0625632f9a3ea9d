import { type InlineBlock, inlineBlock } from "./content_security.ts";
import { linkClient } from "./link_client.ts";
import chooseDigit from "../pictures/choose_digit.ts" with { type: "text" };
import connectedComponents from "../pictures/connected_components.ts" with { type: "text" };
import classLetters from "../record/class_letters.ts" with { type: "text" };
import dataset from "../data/dataset.ts" with { type: "text" };
import digitInk from "../pictures/digit_ink.ts" with { type: "text" };
import greyClosing from "../pictures/grey_closing.ts" with { type: "text" };
import pictureKind from "../pictures/picture_kind.ts" with { type: "text" };
import prepareDigit from "../pictures/prepare_digit.ts" with { type: "text" };
import removeLines from "../pictures/remove_lines.ts" with { type: "text" };
import standsOut from "../pictures/stands_out.ts" with { type: "text" };
import strokeWidth from "../pictures/stroke_width.ts" with { type: "text" };
import deskew from "../graph/deskew.ts" with { type: "text" };
import evenWidth from "../graph/even_width.ts" with { type: "text" };
import inputForms from "../graph/input_forms.ts" with { type: "text" };
import benchCharts from "./client/bench_charts.ts" with { type: "text" };
import benchMain from "./client/bench_main.ts" with { type: "text" };
import cells from "./client/cells.ts" with { type: "text" };
import chartDownloads from "./client/chart_downloads.ts" with { type: "text" };
import chartOptions from "./client/chart_options.ts" with { type: "text" };
import charts from "./client/charts.ts" with { type: "text" };
import contentsMenu from "./client/contents_menu.ts" with { type: "text" };
import copyButtons from "./client/copy_buttons.ts" with { type: "text" };
import decodedFile from "./client/decoded_file.ts" with { type: "text" };
import digit from "./client/digit.ts" with { type: "text" };
import digitMap from "./client/digit_map.ts" with { type: "text" };
import digitScores from "./client/digit_scores.ts" with { type: "text" };
import drawingPad from "./client/drawing_pad.ts" with { type: "text" };
import embeddedFloats from "./client/embedded_floats.ts" with { type: "text" };
import indexCharts from "./client/index_charts.ts" with { type: "text" };
import indexMain from "./client/index_main.ts" with { type: "text" };
import foldOnPhones from "./client/fold_on_phones.ts" with { type: "text" };
import isolateLine from "./client/isolate_line.ts" with { type: "text" };
import layer from "./client/layer.ts" with { type: "text" };
import lineNames from "./client/line_names.ts" with { type: "text" };
import main from "./client/main.ts" with { type: "text" };
import mapCanvas from "./client/map_canvas.ts" with { type: "text" };
import mapText from "./client/map_text.ts" with { type: "text" };
import matrixDownloads from "./client/matrix_downloads.ts" with { type: "text" };
import networkForward from "./client/network_forward.ts" with { type: "text" };
import pagePictures from "./client/page_pictures.ts" with { type: "text" };
import pageState from "./client/page_state.ts" with { type: "text" };
import picturesMain from "./client/pictures_main.ts" with { type: "text" };
import plainChart from "./client/plain_chart.ts" with { type: "text" };
import publishedForward from "./client/published_forward.ts" with { type: "text" };
import record from "./client/record.ts" with { type: "text" };
import runTable from "./client/run_table.ts" with { type: "text" };
import seedCharts from "./client/seed_charts.ts" with { type: "text" };
import sprites from "./client/sprites.ts" with { type: "text" };
import strokes from "./client/strokes.ts" with { type: "text" };
import sweepMain from "./client/sweep_main.ts" with { type: "text" };
import theme from "./client/theme.ts" with { type: "text" };
import tryIt from "./client/try_it.ts" with { type: "text" };
import format from "./format.ts" with { type: "text" };
import formatDuration from "../run/format_duration.ts" with { type: "text" };
import decimals from "../statistics/decimals.ts" with { type: "text" };
import recordJson from "../record/record_json.ts" with { type: "text" };

/** All code of pages, by its path from here. */
const SOURCES: Readonly<Record<string, string>> = {
  "../pictures/choose_digit.ts": chooseDigit,
  "../pictures/connected_components.ts": connectedComponents,
  "../data/dataset.ts": dataset,
  "../record/class_letters.ts": classLetters,
  "../pictures/digit_ink.ts": digitInk,
  "../pictures/grey_closing.ts": greyClosing,
  "../pictures/picture_kind.ts": pictureKind,
  "../pictures/prepare_digit.ts": prepareDigit,
  "../pictures/remove_lines.ts": removeLines,
  "../pictures/stands_out.ts": standsOut,
  "../pictures/stroke_width.ts": strokeWidth,
  "../graph/deskew.ts": deskew,
  "../graph/even_width.ts": evenWidth,
  "../graph/input_forms.ts": inputForms,
  "client/bench_charts.ts": benchCharts,
  "client/bench_main.ts": benchMain,
  "client/cells.ts": cells,
  "client/chart_downloads.ts": chartDownloads,
  "client/chart_options.ts": chartOptions,
  "client/charts.ts": charts,
  "client/contents_menu.ts": contentsMenu,
  "client/copy_buttons.ts": copyButtons,
  "client/decoded_file.ts": decodedFile,
  "client/digit.ts": digit,
  "client/digit_map.ts": digitMap,
  "client/digit_scores.ts": digitScores,
  "client/drawing_pad.ts": drawingPad,
  "client/embedded_floats.ts": embeddedFloats,
  "client/index_charts.ts": indexCharts,
  "client/index_main.ts": indexMain,
  "client/fold_on_phones.ts": foldOnPhones,
  "client/isolate_line.ts": isolateLine,
  "client/layer.ts": layer,
  "client/line_names.ts": lineNames,
  "client/main.ts": main,
  "client/map_canvas.ts": mapCanvas,
  "client/map_text.ts": mapText,
  "client/matrix_downloads.ts": matrixDownloads,
  "client/network_forward.ts": networkForward,
  "client/page_pictures.ts": pagePictures,
  "client/page_state.ts": pageState,
  "client/pictures_main.ts": picturesMain,
  "client/plain_chart.ts": plainChart,
  "client/published_forward.ts": publishedForward,
  "client/record.ts": record,
  "client/run_table.ts": runTable,
  "client/seed_charts.ts": seedCharts,
  "client/sprites.ts": sprites,
  "client/strokes.ts": strokes,
  "client/sweep_main.ts": sweepMain,
  "client/theme.ts": theme,
  "client/try_it.ts": tryIt,
  "format.ts": format,
  "../run/format_duration.ts": formatDuration,
  "../statistics/decimals.ts": decimals,
  "../record/record_json.ts": recordJson,
};

/**
 * A page's own code as one module script: a client module and all that it imports.
 *
 * @param main The module's path, such as "client/main.ts"
 */
export function clientScript(main: string): InlineBlock {
  return inlineBlock("script", linkClient(main, SOURCES));
}
