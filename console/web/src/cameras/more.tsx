import type { CameraForm } from '../api/types';
import { Check, Field } from '../base/field';

interface Props {
  form: CameraForm;
  onChange: (part: Partial<CameraForm>) => void;
}

/** What seldom needs changing. */
export function More({ form, onChange }: Props) {
  return (
    <div class="more">
      <NumberField
        label="Pictures a second, at most"
        help="5 is enough for people who walk. More costs more."
        value={form.framesPerSecond}
        least={0.01}
        most={120}
        step="any"
        onChange={(framesPerSecond) => onChange({ framesPerSecond })}
      />
      <NumberField
        label="Width, at most (pixels)"
        help="Wider pictures are scaled down."
        value={form.maxWidth}
        least={64}
        most={7680}
        step="1"
        onChange={(maxWidth) => onChange({ maxWidth })}
      />
      <NumberField
        label="JPEG quality"
        help="1 to 100. 85 is good."
        value={form.jpegQuality}
        least={1}
        most={100}
        step="1"
        onChange={(jpegQuality) => onChange({ jpegQuality })}
      />
      <Check
        label="Motion gate"
        help="A still scene sends only a picture every few seconds. Saves much, misses nothing that moves."
        checked={form.motionGate}
        onChange={(motionGate) => onChange({ motionGate })}
      />
      <Check
        label="Start again at the end"
        help="Of a video file or a folder of pictures."
        checked={form.loop}
        onChange={(loop) => onChange({ loop })}
      />
      <Check
        label="At its own pace"
        help="A video file is read as it was filmed, not as fast as it can be."
        checked={form.realTime}
        onChange={(realTime) => onChange({ realTime })}
      />
    </div>
  );
}

interface NumberProps {
  label: string;
  help: string;
  value: number;
  least: number;
  most: number;
  step: string;
  onChange: (value: number) => void;
}

function NumberField({ label, help, value, least, most, step, onChange }: NumberProps) {
  return (
    <Field label={label} help={help}>
      {(ids) => (
        <input
          {...ids}
          type="number"
          required
          min={least}
          max={most}
          step={step}
          value={value}
          onChange={(event) => {
            const given = event.currentTarget.valueAsNumber;
            if (!Number.isNaN(given)) onChange(given);
          }}
        />
      )}
    </Field>
  );
}
