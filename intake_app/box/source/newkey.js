// Makes what `intake key new` makes: RSA-3072, a certificate of its own, a locked .p12.
const KEY_BITS = 3072;
const YEARS = 3;
const DAY = 86_400_000;
const LONGEST_NAME = 64;                        // X.520, upper bound of a common name
const LOCK_ROUNDS = 600_000;                    // more than PKCS12_ROUNDS in sealing/keys.py, which says why
const MAC_ROUNDS = 2048;
const random = length => crypto.getRandomValues(new Uint8Array(length));
const sha1 = async bytes => new Uint8Array(await subtle.digest('SHA-1', bytes));

async function newKey(address) {
  const way = {
    name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256',
    modulusLength: KEY_BITS, publicExponent: Uint8Array.of(1, 0, 1),
  };
  const pair = await subtle.generateKey(way, true, ['sign', 'verify']);
  const exported = async (form, key) => new Uint8Array(await subtle.exportKey(form, key));
  const unsigned = await certificateBody(address, await exported('spki', pair.publicKey));
  const signature = new Uint8Array(await subtle.sign(way.name, pair.privateKey, unsigned));
  const certificate = sequence(unsigned, sequence(object(OID.rsaWithSha256), nothing), der(BITS, [0], signature));
  return { pkcs8: await exported('pkcs8', pair.privateKey), certificate };
}

async function certificateBody(address, publicKey) {
  const name = sequence(set(sequence(object(OID.commonName), der(UTF8, utf8(address.slice(0, LONGEST_NAME))))));
  const serial = random(20);
  serial[0] = (serial[0] & 0x3f) | 0x40;        // positive, and of full length
  const now = Math.floor(Date.now() / 1000) * 1000;
  // The maker's clock may run ahead of the server's and the staff's.
  const [begin, end] = [now - DAY, now + Math.round(365.25 * YEARS) * DAY].map(at => new Date(at));
  return sequence(
    der(field(0), integer(2)), der(INTEGER, serial), sequence(object(OID.rsaWithSha256), nothing),
    name, sequence(time(begin), time(end)), name, publicKey,
    der(field(3), sequence(...await extensions(address, publicKey))),
  );
}

async function extensions(address, publicKey) {
  const id = await sha1(child(parsed(publicKey), 1, BITS).content.subarray(1));
  const extension = (dotted, value, isCritical) =>
    sequence(object(dotted), isCritical ? der(1, [255]) : [], octetString(value));
  const signsAndOpens = der(BITS, [5, 0b10100000]);
  return [
    extension(OID.basicConstraints, sequence(), true),
    extension(OID.keyUsage, signsAndOpens, true),
    extension(OID.extendedKeyUsage, sequence(object(OID.emailProtection))),
    extension(OID.alternativeNames, sequence(der(0x81, utf8(address)))),
    extension(OID.subjectKeyIdentifier, octetString(id)),
    extension(OID.authorityKeyIdentifier, sequence(der(0x80, id))),
  ];
}

function time(date) {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050 ? der(0x17, utf8(digits.slice(2))) : der(0x18, utf8(digits));
}

async function p12(pair, passphrase, address) {
  const typed = passphrase.normalize('NFC');
  const attributes = set(
    sequence(object(OID.friendlyName), set(der(0x1e, utf16(address)))),
    sequence(object(OID.localKeyId), set(octetString(await sha1(pair.certificate)))),
  );
  const key = await locked(pair.pkcs8, typed);
  const keys = sequence(sequence(
    object(OID.lockedKeyBag), der(field(0), sequence(key.algorithm, octetString(key.sealed))), attributes,
  ));
  const inside = sequence(object(OID.x509), der(field(0), octetString(pair.certificate)));
  const bag = sequence(object(OID.certificateBag), der(field(0), inside), attributes);
  const certificates = await locked(sequence(bag), typed);
  const sealed = sequence(object(OID.data), certificates.algorithm, der(0x80, certificates.sealed));
  const safe = sequence(
    sequence(object(OID.encryptedData), der(field(0), sequence(integer(0), sealed))),
    sequence(object(OID.data), der(field(0), octetString(keys))),
  );
  const whole = sequence(object(OID.data), der(field(0), octetString(safe)));
  return sequence(integer(3), whole, await mac(safe, typed));
}

async function locked(plain, passphrase) {
  const lock = { salt: random(16), iterations: LOCK_ROUNDS, hash: 'SHA-256', length: 256, iv: random(16) };
  const key = await stretched(passphrase, lock, ['encrypt']);
  const stretching = sequence(
    object(OID.pbkdf2),
    sequence(octetString(lock.salt), integer(lock.iterations), sequence(object(OID.hmacSha256), nothing)),
  );
  const cipher = sequence(object(OID.aes256), octetString(lock.iv));
  return {
    algorithm: sequence(object(OID.pbes2), sequence(stretching, cipher)),
    sealed: new Uint8Array(await subtle.encrypt({ name: 'AES-CBC', iv: lock.iv }, key, plain)),
  };
}

const utf16 = text => Uint8Array.from([...Array(text.length * 2).keys()],
  at => (at % 2 ? text.charCodeAt(at >> 1) & 255 : text.charCodeAt(at >> 1) >> 8));

/** RFC 7292, appendix B: by it a program tells a wrong passphrase from a damaged file. */
async function mac(safe, passphrase) {
  const salt = random(16);
  const filled = bytes => Uint8Array.from({ length: Math.ceil(bytes.length / 64) * 64 }, (_, at) => bytes[at % bytes.length]);
  let digest = joined(new Uint8Array(64).fill(3), filled(salt), filled(joined(utf16(passphrase), [0, 0])));
  for (let round = 0; round < MAC_ROUNDS; round++) digest = await sha256(digest);
  const key = await subtle.importKey('raw', digest, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const made = new Uint8Array(await subtle.sign('HMAC', key, safe));
  const algorithm = sequence(object(OID.sha256), nothing);
  return sequence(sequence(algorithm, octetString(made)), octetString(salt), integer(MAC_ROUNDS));
}

/** A fingerprint's beginning as twelve words of one language, to be read out on the phone. */
async function spoken(bytes, language) {
  const digest = await sha256(bytes);
  return Array.from(digest.subarray(0, 12), byte => BOX.spoken[language][byte]).join(' ');
}
