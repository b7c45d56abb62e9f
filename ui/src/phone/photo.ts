/** Longest side of a photo that is sent, in pixels; enough to read a scale, small enough for a weak network. */
const kLongest = 1600;

/** Makes a photo small on the device. What cannot be decoded goes as it is. */
export async function shrinkPhoto(file: File): Promise<{ name: string; type: string; data: Blob }> {
  const name = file.name.replace(/\.\w+$/, '') || 'photo';
  try {
    const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, kLongest / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const data = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
    if (data && data.size < file.size) return { name: `${name}.jpg`, type: 'image/jpeg', data };
  } catch { /* an old or damaged picture is still worth more than none */ }
  return { name: file.name || 'photo', type: file.type || 'application/octet-stream', data: file };
}
