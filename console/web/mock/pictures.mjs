// Drawn pictures: shapes, never somebody's face.

const skins = ['#e8b48c', '#c98b5e', '#8d5a3a', '#f0c9a8', '#a86f47', '#6f4630'];
const hairs = ['#2b2320', '#5a3a22', '#b98a4a', '#777', '#1b1b22', '#93402b'];

export function hash(text) {
  let h = 2166136261;
  for (const c of text) h = Math.imul(h ^ c.charCodeAt(0), 16777619);
  return h >>> 0;
}

function head(seed, x, y, r) {
  const skin = skins[seed % skins.length];
  const hair = hairs[(seed >> 4) % hairs.length];
  const shirt = `hsl(${(seed >> 8) % 360} 38% 42%)`;
  return `<g transform="translate(${x} ${y}) scale(${r / 100})">
    <path d="M-150 330c0-130 60-190 150-190s150 60 150 190z" fill="${shirt}"/>
    <rect x="-34" y="70" width="68" height="90" rx="30" fill="${skin}"/>
    <ellipse rx="84" ry="104" fill="${skin}"/>
    <path d="M-92 -10c-6-80 40-112 92-112s98 32 92 112c-14-44-44-62-92-62s-78 18-92 62z" fill="${hair}"/>
    <ellipse cx="-32" cy="-4" rx="9" ry="7" fill="#222"/><ellipse cx="32" cy="-4" rx="9" ry="7" fill="#222"/>
    <path d="M0 6l-9 30h14M-28 58q28 ${10 + (seed % 18)} 56 0" stroke="#0007" stroke-width="6" fill="none" stroke-linecap="round"/>
  </g>`;
}

export function crop(name, variant) {
  const seed = hash(name);
  const light = 28 + (hash(name + variant) % 30);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="224" height="224" viewBox="0 0 224 224">
    <rect width="224" height="224" fill="hsl(${seed % 360} 12% ${light}%)"/>
    <g transform="rotate(${(hash(variant + name) % 17) - 8} 112 112)">${head(seed, 112, 112, 82)}</g></svg>`;
}

export function scene(cameraId, width, height, faces, stamp) {
  const seed = hash(cameraId);
  const floor = height * 0.62;
  const doors = [0.12, 0.44, 0.78]
    .map((at, i) => {
      const w = width * (0.1 + ((seed >> (i * 3)) % 5) / 60);
      return `<rect x="${width * at}" y="${height * 0.16}" width="${w}" height="${floor - height * 0.16}" fill="hsl(${(seed + i * 40) % 360} 14% 34%)"/>`;
    })
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
    <rect width="${width}" height="${height}" fill="hsl(${seed % 360} 12% 46%)"/>${doors}
    <path d="M0 ${floor}H${width}V${height}H0z" fill="hsl(${(seed + 30) % 360} 9% 27%)"/>
    ${faces.map((face) => head(hash(face.name), face.cx * width, face.cy * height, face.r * height)).join('')}
    <text x="${width - 12}" y="${height - 14}" text-anchor="end" font-family="monospace" font-size="${height / 30}" fill="#fff" opacity=".8">${stamp}</text></svg>`;
}
