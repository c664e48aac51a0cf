import { useRef, useState } from 'preact/hooks';
import type { Corner, Zone } from '../../api/types';
import { Button } from '../../base/button';
import { Notice } from '../../base/states';
import { Drawing } from './drawing';
import { faults } from './faults';
import { MOST_ZONES, rectangle } from './geometry';
import { Shapes } from './shapes';
import { ZoneList } from './zone-list';

interface Props {
  zones: Zone[];
  onChange: (zones: Zone[]) => void;
  /** To draw on; a grid if there is none. */
  pictureUrl: string | null;
}

/** Zones to look in or to ignore, drawn on the picture with mouse, finger or keys, and as a list. */
export function ZoneEditor({ zones, onChange, pictureUrl }: Props) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [isDrawing, setDrawing] = useState(false);
  const [ratio, setRatio] = useState(16 / 9);
  const surface = useRef<HTMLDivElement>(null);
  const { wrong, odd } = faults(zones);
  const isFull = zones.length >= MOST_ZONES;

  const add = (points: Corner[]) => {
    onChange([...zones, { name: freeName(zones), purpose: 'LOOK', points }]);
    setChosen(zones.length);
    setDrawing(false);
  };
  const set = (at: number, zone: Zone) => onChange(zones.map((each, i) => (i === at ? zone : each)));

  return (
    <div class="stack">
      <div class="zone-tools">
        <Button small icon="plus" pressed={isDrawing} disabled={isFull} onClick={() => setDrawing(!isDrawing)}>
          Draw a zone
        </Button>
        <Button small icon="plus" disabled={isFull} onClick={() => add(rectangle())}>
          Add a rectangle
        </Button>
      </div>
      <p class="help" aria-live="polite">
        {isDrawing
          ? 'Click or tap corner by corner; click the first corner again, or press Enter, to close the zone. With keys: arrows move the cross, Space sets a corner, Backspace takes the last one back, Esc ends.'
          : 'Pull corners to move them; the small dots between them add one. With keys: Tab to a corner, arrows move it (with Shift farther), Delete takes it away.'}
      </p>
      <div ref={surface} class="surface" style={{ aspectRatio: String(ratio) }}>
        {pictureUrl ? (
          <img
            src={pictureUrl}
            alt="The camera’s picture"
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
              if (naturalWidth && naturalHeight) setRatio(naturalWidth / naturalHeight);
            }}
          />
        ) : (
          <div class="grid-picture" />
        )}
        <Shapes
          zones={zones}
          chosen={isDrawing ? null : chosen}
          onChoose={setChosen}
          onChange={set}
          surface={surface}
        />
        {isDrawing ? <Drawing surface={surface} onDone={add} onCancel={() => setDrawing(false)} /> : null}
      </div>
      <ZoneList
        zones={zones}
        chosen={chosen}
        onChoose={setChosen}
        onChange={set}
        onRemove={(at) => {
          onChange(zones.filter((_, i) => i !== at));
          setChosen(null);
        }}
      />
      {[...wrong, ...odd].map((words) => (
        <Notice key={words} kind="warn">
          <p>{words}</p>
        </Notice>
      ))}
    </div>
  );
}

function freeName(zones: Zone[]): string {
  for (let n = zones.length + 1; ; n++) {
    if (!zones.some((zone) => zone.name === `zone ${n}`)) return `zone ${n}`;
  }
}
