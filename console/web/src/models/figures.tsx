import type { ModelSet, ModelView } from '../api/types';
import { Command } from '../base/command';
import { Chart, LegendMark, type Series } from '../chart/chart';
import { figureName, figureOrder, figureValue, isKey, oneIn, setName, share } from './words';

interface Measured {
  model: ModelView;
  set: ModelSet;
  look: number;
}

/** What was measured of the models, set of pictures by set of pictures, side by side. */
export function Figures({ models }: { models: ModelView[] }) {
  const names = [...new Set(models.flatMap((model) => model.sets.map((set) => set.name)))];
  const measured = (name: string): Measured[] =>
    models.flatMap((model, look) => model.sets.filter((set) => set.name === name).map((set) => ({ model, set, look })));
  const most = (name: string) => measured(name).reduce((sum, { set }) => sum + (set.curve.length ? 1000 : 1), 0);
  names.sort((a, b) => most(b) - most(a) || a.localeCompare(b));
  if (!models.length) return null;
  return (
    <>
      <header>
        <h2>What was measured</h2>
        <p class="muted">
          On pictures of known people, all models on the same pairs. Measure another one from the command line:{' '}
          <Command text="./sightline models evaluate NAME --people FOLDER" />
        </p>
      </header>
      {names.length ? null : <p class="muted">Nothing was measured yet.</p>}
      {names.map((name) => (
        <OneSet key={name} name={name} measured={measured(name)} />
      ))}
    </>
  );
}

function OneSet({ name, measured }: { name: string; measured: Measured[] }) {
  const drawn = measured.filter(({ set }) => set.curve.length > 1);
  return (
    <section class="card">
      <h3>Set: {setName(name)}</h3>
      {drawn.length ? <Curves name={name} drawn={drawn} /> : null}
      <Table name={name} measured={measured} />
    </section>
  );
}

function Curves({ name, drawn }: { name: string; drawn: Measured[] }) {
  const series: Series[] = drawn.map(({ model, set, look }) => ({
    name: model.modelId,
    look,
    points: set.curve.map(({ far, tar }) => [far, tar]),
  }));
  const least = Math.min(...series.flatMap((each) => each.points.map(([, tar]) => tar)));
  const floor = Math.min(0.9, Math.max(0, Math.floor((least - 0.02) * 20) / 20));
  return (
    <figure class="curves">
      <ul class="legend">
        {drawn.map(({ model, look }) => (
          <li key={model.modelId}>
            <LegendMark look={look} />
            <span>{model.modelId}</span>
          </li>
        ))}
      </ul>
      <Chart
        series={series}
        label={`True accept rate over false accept rate on ${setName(name)}, for ${series.map((each) => each.name).join(', ')}. The figures stand in the table below.`}
        xName="Taken for another (FAR)"
        yName="Recognised (TAR)"
        xWords={oneIn}
        yWords={(tar) => share(tar).replace('.0 ', ' ')}
        yDomain={[floor, 1]}
        logX
        marked
      />
      <figcaption>
        Higher is better: more pictures of one person are recognised. Further to the left it is stricter: fewer people are taken
        for another.
      </figcaption>
    </figure>
  );
}

/** The figures that one looks for, and the rest when asked for. */
function Table({ name, measured }: { name: string; measured: Measured[] }) {
  const all = figureOrder(measured.flatMap(({ set }) => Object.keys(set.figures)));
  const rest = all.filter((figure) => !isKey(figure));
  return (
    <>
      <Rows label={`Figures on ${setName(name)}`} figures={all.filter(isKey)} measured={measured} />
      {rest.length ? (
        <details>
          <summary>More figures</summary>
          <Rows label={`More figures on ${setName(name)}`} figures={rest} measured={measured} />
        </details>
      ) : null}
    </>
  );
}

function Rows({ label, figures, measured }: { label: string; figures: string[]; measured: Measured[] }) {
  if (!figures.length) return null;
  return (
    <div class="scroller" tabIndex={0} role="region" aria-label={label}>
      <table class="figures-table">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            {measured.map(({ model, look }) => (
              <th key={model.modelId} scope="col" class="number">
                <span class="table-model">
                  <LegendMark look={look} />
                  {model.modelId}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => {
            const { name, exact } = figureName(figure);
            return (
              <tr key={figure}>
                <th scope="row">
                  {name}
                  {exact ? <small class="muted">{exact}</small> : null}
                </th>
                {measured.map(({ model, set }) => (
                  <td key={model.modelId} class="number">
                    <Value figure={figure} set={set} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Value({ figure, set: { figures } }: { figure: string; set: ModelSet }) {
  const value = figures[figure];
  const low = figures[`${figure}.low`];
  const high = figures[`${figure}.high`];
  if (value === undefined) return <span class="muted">not measured</span>;
  return (
    <>
      {figureValue(figure, value)}
      {low !== undefined && high !== undefined ? (
        <small class="muted" title="With a certainty of 95 %">
          {figureValue(figure, low)} to {figureValue(figure, high)}
        </small>
      ) : null}
    </>
  );
}
