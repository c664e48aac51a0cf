export function Logo() {
  return (
    <svg class="logo" width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path d="M5.500 16S9.500 9 16 9s10.500 7 10.500 7-4 7-10.500 7S5.500 16 5.500 16z" />
      <circle cx="16" cy="16" r="3.600" />
    </svg>
  );
}
