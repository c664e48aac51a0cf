/** A line for the command line; it is not broken at the hyphens of its options. */
export function Command({ text }: { text: string }) {
  return (
    <code class="command">
      {text.split(' ').map((word, at) => (
        <>
          {at ? ' ' : null}
          <span>{word}</span>
        </>
      ))}
    </code>
  );
}
