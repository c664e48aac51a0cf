import { useRef, useState } from 'preact/hooks';
import { Button } from './button';
import { Field } from './field';

/** Text to be taken elsewhere: to be read, and copied with one click. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [word, setWord] = useState('');
  const copy = async () => {
    field.current?.select();
    try {
      // The browser gives the clipboard only to pages on this machine or over HTTPS.
      await navigator.clipboard.writeText(text);
      setWord('Copied.');
    } catch {
      setWord('The browser does not let this page copy. It is selected: press Ctrl+C.');
    }
  };
  return (
    <div class="copyable">
      <Field label={label}>{(ids) => <input {...ids} ref={field} type="text" class="code-input" readOnly value={text} />}</Field>
      <Button onClick={() => void copy()}>Copy</Button>
      <p class="help" role="status">
        {word}
      </p>
    </div>
  );
}
