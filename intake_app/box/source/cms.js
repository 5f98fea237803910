// Opens an envelope and checks a signature (RFC 5652): the one form that the service makes of each,
// and nothing else.
const subtle = globalThis.crypto?.subtle;
const sha256 = async bytes => new Uint8Array(await subtle.digest('SHA-256', bytes));
const AES_KEY_BYTES = 32;
const MOST_RECIPIENTS = 20;

/** What was sealed, still unproven: nobody may see it before `verified` has. */
async function unsealed(bytes, key) {
  const { recipients, iv, sealed } = envelope(parsed(bytes));
  const addressed = recipients.filter(one => key.issuerAndSerial && same(one.id, key.issuerAndSerial));
  const tried = (addressed.length ? addressed : recipients).slice(0, MOST_RECIPIENTS);
  for (const one of tried) {
    const raw = contentKey(one.sealedKey, key.rsa, AES_KEY_BYTES);
    if (raw) return decrypted(raw, iv, sealed);
  }
  const names = [...new Set(recipients.slice(0, MOST_RECIPIENTS).map(one => one.name))];
  throw new Refused('otherKey', names.join(', '));
}

async function decrypted(raw, iv, sealed) {
  try {
    const key = await subtle.importKey('raw', raw, 'AES-CBC', false, ['decrypt']);
    return new Uint8Array(await subtle.decrypt({ name: 'AES-CBC', iv }, key, sealed));
  } catch {
    throw damaged();
  }
}

function envelope(info) {
  const kind = named(child(info, 0));
  if (kind === OID.signedData) throw new Refused('onlySigned');
  if (kind === OID.authEnvelopedData) throw new Refused('newerForm');
  if (kind !== OID.envelopedData) throw new Refused('notSealed');
  const parts = child(child(info, 1, field(0)), 0, SEQUENCE).children;
  const at = parts.findIndex(one => one.tag === SET);
  if (at < 0) throw damaged();
  const content = parts[at + 1], algorithm = child(content, 1);
  if (named(child(algorithm, 0)) !== OID.aes256) throw new Refused('otherForm');
  return {
    recipients: parts[at].children.map(recipient),
    iv: child(algorithm, 1, OCTETS).content,
    sealed: octets(child(content, 2)),
  };
}

function recipient(info) {
  if (info.tag !== SEQUENCE || child(info, 1).tag !== SEQUENCE) throw new Refused('otherForm');
  if (named(child(child(info, 2), 0)) !== OID.rsa) throw new Refused('otherForm');
  const who = child(info, 1);
  return { id: who.content, name: commonName(child(who, 0)), sealedKey: octets(child(info, 3)) };
}

/**
 * What was signed, when a pinned certificate's key signed it. The only way to a request's content.
 * Certificates that travel in the mail are never looked at.
 */
async function verified(bytes, pins) {
  const info = parsed(bytes);
  if (named(child(info, 0)) !== OID.signedData) throw new Refused('unsigned');
  const parts = child(child(info, 1, field(0)), 0, SEQUENCE).children;
  const inner = parts[2], signers = parts.at(-1);
  if (named(child(inner, 0)) !== OID.data) throw damaged();
  const content = octets(child(child(inner, 1, field(0)), 0));
  if (signers.tag !== SET || signers.children.length !== 1) throw new Refused('badSignature');
  const signer = await checked(signers.children[0], await sha256(content), pins);
  return { content, signer };
}

async function checked(info, digest, pins) {
  const [, who, digestAlgorithm, attributes, algorithm, signature] = info.children || [];
  if (!signature || !who.children) throw new Refused('badSignature');
  const pin = pins.find(one => same(one.issuerAndSerial, who.content));
  if (!pin) throw new Refused('unknownSigner', commonName(child(who, 0)));
  const isSigned = attributes.tag === field(0) && attributes.isDefinite
    && named(child(digestAlgorithm, 0)) === OID.sha256
    && named(attribute(attributes, OID.contentType)) === OID.data
    && same(attribute(attributes, OID.messageDigest).content, digest);
  if (!isSigned) throw new Refused('badSignature');
  const scheme = schemeOf(pin, named(child(algorithm, 0)));
  const key = await subtle.importKey('spki', pin.publicKey, scheme.key, false, ['verify']);
  // RFC 5652, 5.4: what is signed says SET, where the message says [0].
  const signed = joined([SET], attributes.whole.subarray(1));
  if (!await subtle.verify(scheme.use, key, scheme.read(signature.content), signed)) {
    throw new Refused('badSignature');
  }
  return pin;
}

/** The one value of an attribute that stands there once. */
function attribute(attributes, type) {
  const found = attributes.children.filter(one => named(child(one, 0)) === type);
  const values = found.length === 1 ? child(found[0], 1, SET).children : [];
  if (values.length !== 1) throw new Refused('badSignature');
  return values[0];
}

/** How a pin's key signs; the mail has no say in it but must agree. */
function schemeOf(pin, algorithm) {
  if (pin.kind === OID.ecPublicKey && algorithm === OID.ecdsaWithSha256) {
    return {
      key: { name: 'ECDSA', namedCurve: 'P-256' },
      use: { name: 'ECDSA', hash: 'SHA-256' },
      read: bytes => joined(...parsed(bytes).children.map(coordinate)),
    };
  }
  if (pin.kind === OID.rsa && [OID.rsa, OID.rsaWithSha256].includes(algorithm)) {
    const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    return { key: rsa, use: rsa.name, read: bytes => bytes };
  }
  throw new Refused('badSignature');
}

function coordinate(number) {
  const digits = numberOf(number.content).toString(16).padStart(64, '0');
  if (number.tag !== INTEGER || digits.length > 64) throw new Refused('badSignature');
  return unhex(digits);
}
