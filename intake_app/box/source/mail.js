// From whatever file staff have to the sealed bytes, and from those to a request.
const MIME_SEALED = ['application/pkcs7-mime', 'application/x-pkcs7-mime'];
const SHEET_VERSION = 1;
const begins = (bytes, digits) => hex(bytes.subarray(0, digits.length / 2)) === digits;
const CMS = new RegExp(`${hex(object('1.2.840.113549.1.7'))
  .slice(4)}|${hex(object(OID.authEnvelopedData)).slice(4)}`);
const looksSealed = bytes => bytes[0] === SEQUENCE && CMS.test(hex(bytes.subarray(0, 32)));

function sealedIn(file) {
  if (looksSealed(file)) return file;
  if (begins(file, OLE)) return sealedInOutlook(file);
  if (begins(file, '789f3e22')) throw new Refused('winmail');
  if (begins(file, '504b0304')) throw new Refused('zip');
  const text = letters(file);
  const armoured = /-----BEGIN (?:PKCS7|CMS)-----([^-]+)-----END/.exec(text);
  if (armoured) return unbase64(armoured[1]);
  if (/^\s*MI[A-Za-z0-9+/=\s]+$/.test(text)) return unbase64(text);
  return sealedInMail(text.replace(/^(?:\xef\xbb\xbf)?\s+|^\xef\xbb\xbf/, ''));
}

function sealedInMail(text) {
  for (const part of leaves(text)) {
    if (part.type === 'application/ms-tnef') throw new Refused('winmail');
    const maySeal = /pkcs7|octet-stream/.test(part.type) || /\.p7m$/i.test(part.name);
    const bytes = maySeal ? decoded(part) : [];
    if (looksSealed(bytes)) return bytes;
  }
  throw new Refused(/^(?:From |[!-9;-~]+:)/.test(text) ? 'noSealInMail' : 'notSealed');
}

function sealedInOutlook(file) {
  const found = streams(file);
  const sealed = found.find(looksSealed);
  if (sealed) return sealed;
  for (const stream of found.filter(one => /pkcs7-mime/i.test(letters(one.subarray(0, 4096))))) {
    try {
      return sealedInMail(letters(stream));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;      // another stream may hold it
    }
  }
  throw new Refused('outlookFile');
}

/** Everything staff may see of a mail. Throws before anything of it is given out. */
async function openMail(file, key, pins) {
  const outer = entity(letters(await unsealed(sealedIn(file), key)));
  if (!MIME_SEALED.includes(outer.type)) throw new Refused('unsigned');
  const { content, signer } = await verified(decoded(outer), pins);
  const parts = leaves(letters(content));
  const ofType = type => parts.find(one => one.type === type);
  const json = name => {
    const part = parts.find(one => one.type === 'application/json' && one.name === name);
    return part ? textOf(decoded(part)) : '';
  };
  const text = ofType('text/plain') ? textOf(decoded(ofType('text/plain'))) : '';
  const [sheet, referral] = [json('sheet.json'), json('referral.json')];
  return {
    signer,
    text: text.replace(/\r\n/g, '\n'),
    sheet: sheet ? JSON.parse(sheet) : null,
    referral: referral ? JSON.parse(referral) : null,
    json: referral,
  };
}
