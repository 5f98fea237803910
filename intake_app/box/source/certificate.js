// What a certificate says (RFC 5280). Nothing is trusted for it: pins are, and they stand in this file.
function certificateFrom(bytes) {
  const whole = parsed(bytes);
  const fields = child(whole, 0, SEQUENCE).children;
  const [serial, , issuer, validity, subject, publicKey, ...rest] =
    fields[0]?.tag === field(0) ? fields.slice(1) : fields;
  if (publicKey?.tag !== SEQUENCE) throw damaged();
  return {
    bytes: whole.whole,
    issuerAndSerial: joined(issuer.whole, serial.whole),
    publicKey: publicKey.whole,
    kind: named(child(child(publicKey, 0), 0)),
    name: addressIn(rest.find(one => one.tag === field(3))) || commonName(subject),
    ends: moment(child(validity, 1)),
  };
}

function addressIn(extensions) {
  const isNames = one => named(child(one, 0)) === OID.alternativeNames;
  const names = extensions && child(extensions, 0).children.find(isNames);
  const mailbox = names && parsed(octets(names.children.at(-1))).children.find(one => one.tag === 0x81);
  return mailbox ? letters(mailbox.content) : '';
}

/** The common name, or whatever stands last. */
function commonName(name) {
  const parts = (name.children || []).map(one => child(one, 0));
  const found = parts.find(one => named(child(one, 0)) === OID.commonName) || parts.at(-1);
  return found ? new TextDecoder().decode(child(found, 1).content) : '';
}

function moment(element) {
  const text = letters(element.content);
  const full = element.tag === 0x17 ? (text < '5' ? '20' : '19') + text : text;
  const iso = full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const found = new Date(iso);
  if (Number.isNaN(found.getTime())) throw damaged();
  return found;
}

/** The number that an RSA key's two halves share. */
const modulusOf = certificate =>
  numberOf(child(parsed(child(parsed(certificate.publicKey), 1, BITS).content.subarray(1)), 0, INTEGER).content);
