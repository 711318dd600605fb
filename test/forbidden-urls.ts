/** Addresses that nothing a customer names may lead to (security.md, T23), in all forms that a URL can give them. */

/** Every form of an address that is not public, as a customer may write it in a URL. */
export const HOSTS = [
  ...['127.0.0.1', '127.1', '127.0.1', '0177.0.0.1', '0x7f.0.0.1', '0x7f000001', '2130706433', '017700000001'],
  ...['127.0.0.1.', '１２７.0.0.1', '127。0。0。1', '①②⑦.0.0.1', '0', '0.0.0.0', '00000000000', '0x0'],
  ...['127.255.255.254', '10.0.0.1', '10.255.255.255', '0xa000001', '167772161', '012.0.0.1', '172.16.0.1'],
  ...['172.31.255.254', '2886729729', '0xac.0x10.0.1', '192.168.0.1', '3232235521', '0300.0250.0.1', '192.168.1'],
  ...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518', '169.16689662'],
  ...['169.254.170.2', '169.254.169.253', '169.254.169.123', '100.64.0.1', '100.127.255.254', '1681915905'],
  ...['192.0.0.1', '192.0.0.170', '192.0.2.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9'],
  ...['192.88.99.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '4294967295', '0xffffffff'],
  ...['[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[::0001]', '[::127.0.0.1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
  ...['[::ffff:10.0.0.1]', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[::ffff:0:127.0.0.1]', '[::a9fe:a9fe]'],
  ...[
    '[64:ff9b::7f00:1]',
    '[64:ff9b::169.254.169.254]',
    '[64:ff9b:1::a00:1]',
    '[2002:7f00:1::]',
    '[2002:a9fe:a9fe::1]',
  ],
  ...[
    '[2002:a00:1::1]',
    '[2001::1]',
    '[2001:0:7f00:1::]',
    '[2001:10::1]',
    '[2001:20::1]',
    '[2001:db8::1]',
    '[3fff::1]',
  ],
  ...['[fe80::1]', '[febf::1]', '[fec0::1]', '[fc00::1]', '[fd00::1]', '[fd00:ec2::254]', '[fd00:ec2::253]'],
  ...['[fdff:ffff::1]', '[ff02::1]', '[ff0e::1]', '[100::1]', '[5f00::1]', '[4000::1]', '[::ffff:0:0]', '[::8]'],
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'foo.localhost',
    'a.b.localhost.',
    'ｌocalhost',
    'loc\u00adalhost',
    'metadata',
  ],
  ...['metadata.google.internal', 'instance-data.ec2.internal', 'ip-10-0-0-1.ec2.internal', 'printer.local'],
  ...['router.lan', 'nas.home.arpa', 'db.intranet', 'x.localdomain', 'a.test', 'a.invalid', 'a.onion', 'intranet'],
];
/** Addresses that are no `https:` URL to a place of its own. */
const URLS = [
  ...[
    'http://siem.example/',
    'HTTP://siem.example/',
    'ftp://siem.example/',
    'file:///etc/passwd',
    'gopher://siem.example/',
  ],
  ...[
    'ldaps://siem.example/',
    'unix:/var/run/docker.sock',
    'data:text/plain,x',
    'javascript:alert(1)',
    '//siem.example/',
  ],
  ...['siem.example', '', ' ', 'https://', 'https:///', 'https://user@siem.example/', 'https://user:pw@siem.example/'],
  ...[
    'https://:pw@siem.example/',
    'https://siem.example#@127.0.0.1/',
    'https://siem.example/#x',
    'https://siem.example:22/',
  ],
  ...['https://siem.example:25/', 'https://siem.example:80/', 'https://siem.example:0/', 'https://siem.example:65536/'],
  ...['https://[::1', 'https://[::1]:x/', 'https://siem.example:8088:9/', 'https://127.0.0.1\\@siem.example/'],
  ...[
    'https://%31%32%37.0.0.1/',
    'https://127.0.0.1%2f@siem.example',
    'https://[fe80::1%25eth0]/',
    'https://1.2.3.4.5/',
  ],
  ...['https://256.256.256.256/', 'https://0x100000000/', `https://siem.example/${'a'.repeat(500)}`],
];

export const FORBIDDEN_URLS: readonly string[] = [
  ...new Set([...HOSTS.flatMap((host) => [`https://${host}/`, `https://${host}:8088/collector`]), ...URLS]),
];
