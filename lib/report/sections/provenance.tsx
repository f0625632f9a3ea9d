import type { JSX } from "preact";
import { flagSpecs, kebabCase } from "../../config/flag_specs.ts";
import { ReproduceOptions } from "../../config/options.ts";
import { quoteForShell } from "../../run/quote_for_shell.ts";
import type { Provenance as ProvenanceRecord, RunRecord } from "../../record/record.ts";
import { CopyButton } from "../components/copy_button.tsx";
import { DataTable, Details, type Facts, FactTable, Foreign, Section, type TableRow } from "../components/text.tsx";
import { formatCount, formatTime, formatTiming } from "../format.ts";

/** How the run came about, and how to repeat it. */
export function Provenance({ record }: { record: RunRecord }): JSX.Element {
  const { provenance } = record;
  return (
    <Section id="provenance" title="How it was run">
      {provenance.adapter?.software && (
        <p class="notice">
          The adapter is software: a CPU stood in for a GPU, so the times say nothing of a GPU’s.
        </p>
      )}
      <h3 id="repeat">Repeat it</h3>
      <Repeat record={record} />
      <Details summary="Run">
        <FactTable caption="The run" facts={runFacts(record)} />
      </Details>
      <Details summary="Options" data>
        <OptionTable provenance={provenance} />
      </Details>
      <Details summary="Data">
        <DatasetTables provenance={provenance} />
      </Details>
      <Details summary="Machine">
        <FactTable caption="The machine" facts={machineFacts(provenance)} />
      </Details>
      {provenance.kernelPlan && (
        <Details summary="Kernel plan chosen for the adapter" data>
          <FactTable caption="Kernel plan" facts={entryFacts(provenance.kernelPlan)} />
        </Details>
      )}
      {provenance.limits && (
        <Details summary="Limits of the adapter’s device" data>
          <FactTable caption="Limits" facts={entryFacts(provenance.limits)} />
        </Details>
      )}
    </Section>
  );
}

/** What to know before one repeats it. */
function Repeat({ record }: { record: RunRecord }): JSX.Element {
  const { commit, dirty } = record.provenance;
  return (
    <>
      <p>
        <a href="#repeat-command">The command</a> stands at the top of the page. {commit === undefined
          ? "The run was made outside a git checkout, so only its version number says which code it was."
          : (
            <>
              Run it at commit{" "}
              <code>
                <Foreign text={commit} />
              </code>
              {dirty ? ", to which the run’s checkout had changes that were not committed." : "."}
            </>
          )}{" "}
        The same seed, code, adapter and driver give the same numbers, to the last bit. Another adapter or driver rounds
        differently: a try whose loss lies near the target may then win or lose, and the counts that follow from it
        shift a little. The notebook’s published run drew part of its random numbers from a CUDA GPU’s own generator, so
        it cannot be matched number by number.
      </p>
    </>
  );
}

function runFacts({ recordVersion, provenance }: RunRecord): Facts {
  const { commandLine, version, commit, dirty, startedAt, resumedAt, endedAt, quick, seeds } = provenance;
  return [
    ["Command line", <Foreign text={commandLine.map(quoteForShell).join(" ")} />],
    ["Tenshot version", <Foreign text={version} />],
    ...(commit === undefined ? [] : [["Commit", <Foreign text={commit} />] as const]),
    ...(dirty === undefined ? [] : [["Uncommitted changes", dirty ? "yes" : "no"] as const]),
    ["Started", formatTime(startedAt)],
    ...(resumedAt === undefined ? [] : [["Resumed", resumedAt.map(formatTime).join("; ")] as const]),
    ["Ended", formatTime(endedAt)],
    [
      resumedAt === undefined ? "Took" : "From start to end, with the time it was stopped",
      formatTiming(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt))),
    ],
    ["Quick run", quick ? "yes" : "no"],
    ...(seeds === undefined ? [] : [
      ["Seed of stage 1", String(seeds.stage1)],
      ["Seed of stage 2", String(seeds.stage2)],
    ] as const),
    ["Record version", String(recordVersion)],
  ];
}

function OptionTable({ provenance }: { provenance: ProvenanceRecord }): JSX.Element {
  const set = new Set(provenance.optionsSet);
  const specs = new Map(flagSpecs(ReproduceOptions).map((spec) => [spec.key, spec]));
  return (
    <DataTable
      text
      caption="Options; those that were given another value than their default are marked"
      columns={["Option", "Value", "Given", "Meaning"]}
      rows={Object.entries(provenance.options).map(([name, value]): TableRow => {
        const spec = specs.get(name);
        const shown = <OptionValue value={value} />;
        return {
          heading: (
            <code>
              <Foreign text={`--${kebabCase(name)}`} />
            </code>
          ),
          cells: [
            set.has(name) && value !== spec?.defaultValue ? <mark>{shown}</mark> : shown,
            set.has(name) ? "given" : "default",
            spec?.help ?? "",
          ],
        };
      })}
    />
  );
}

function OptionValue({ value }: { value: string | number | boolean }): JSX.Element {
  if (value === "") return <>none</>;
  return typeof value === "boolean" ? <>{value ? "on" : "off"}</> : <Foreign text={String(value)} />;
}

function DatasetTables({ provenance }: { provenance: ProvenanceRecord }): JSX.Element {
  const { name, source, files, trainImages, testImages } = provenance.dataset;
  return (
    <>
      <FactTable
        caption="Data set"
        facts={[
          ["Name", <Foreign text={name} />],
          ["Source", <Foreign text={source} />],
          ["Training images", formatCount(trainImages)],
          ...(testImages === undefined ? [] : [["Test images", formatCount(testImages)] as const]),
        ]}
      />
      <DataTable
        text
        caption="Files, with the SHA-256 of their uncompressed bytes"
        columns={["File", "SHA-256"]}
        rows={files.map((file) => ({
          heading: <Foreign text={file.name} />,
          cells: [<code class="checksum">{file.sha256}</code>],
        }))}
      />
      <Details summary="The checksums as sha256sum checks them" data>
        <div class="command">
          <pre
            tabIndex={0}
          ><code id="checksums"><Foreign text={files.map(({ sha256, name }) => `${sha256}  ${name}\n`).join("")} /></code></pre>
          <CopyButton of="checksums" what="the checksums" />
        </div>
      </Details>
    </>
  );
}

function machineFacts({ runtime, os, backend, adapter }: ProvenanceRecord): Facts {
  return [
    ["Backend", backend],
    ...(adapter === undefined ? [] : [
      ["Adapter", <Foreign text={adapter.description || "not named"} />] as const,
      ["Adapter vendor", <Foreign text={adapter.vendor || "not named"} />] as const,
      ["Adapter architecture", <Foreign text={adapter.architecture || "not named"} />] as const,
      ["Adapter device", <Foreign text={adapter.device || "not named"} />] as const,
      ["Software adapter", adapter.software ? "yes" : "no"] as const,
      ...Object.entries(adapter.driverSettings ?? {}).map(([name, value]) =>
        ["Driver set by", <Foreign text={`${name}=${value}`} />] as const
      ),
    ]),
    ["Operating system", <Foreign text={`${os.name} ${os.release}, ${os.arch}`} />],
    ["Processor cores", formatCount(os.cores)],
    ["Deno", <Foreign text={runtime.deno} />],
    ["V8", <Foreign text={runtime.v8} />],
    ["TypeScript", <Foreign text={runtime.typescript} />],
    ["tensorflow.js", <Foreign text={runtime.tfjs} />],
  ];
}

function entryFacts(entries: Readonly<Record<string, string | number | boolean>>): Facts {
  return Object.entries(entries).map(([name, value]) =>
    [
      <Foreign text={name} />,
      typeof value === "number" && Number.isInteger(value) ? formatCount(value) : <Foreign text={String(value)} />,
    ] as const
  );
}
