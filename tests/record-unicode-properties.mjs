// Writes src/Ponos.Schema/Patterns/unicode-properties.txt from the Unicode data of the node that runs it: the properties of
// ECMA-262, section 22.2.1, that no general category answers. Usage: node tests/record-unicode-properties.mjs
import fs from 'node:fs';

const file = new URL('../src/Ponos.Schema/Patterns/unicode-properties.txt', import.meta.url);

// Names and aliases of the properties that are true or false.
const binary = `
  Alphabetic,Alpha Bidi_Control,Bidi_C Bidi_Mirrored,Bidi_M Case_Ignorable,CI Cased Changes_When_Casefolded,CWCF
  Changes_When_Casemapped,CWCM Changes_When_Lowercased,CWL Changes_When_NFKC_Casefolded,CWKCF Changes_When_Titlecased,CWT
  Changes_When_Uppercased,CWU Dash Default_Ignorable_Code_Point,DI Deprecated,Dep Diacritic,Dia Emoji Emoji_Component,EComp
  Emoji_Modifier,EMod Emoji_Modifier_Base,EBase Emoji_Presentation,EPres Extended_Pictographic,ExtPict Extender,Ext
  Grapheme_Base,Gr_Base Grapheme_Extend,Gr_Ext Hex_Digit,Hex IDS_Binary_Operator,IDSB IDS_Trinary_Operator,IDST ID_Continue,IDC
  ID_Start,IDS Ideographic,Ideo Join_Control,Join_C Logical_Order_Exception,LOE Lowercase,Lower Math
  Noncharacter_Code_Point,NChar Pattern_Syntax,Pat_Syn Pattern_White_Space,Pat_WS Quotation_Mark,QMark Radical
  Regional_Indicator,RI Sentence_Terminal,STerm Soft_Dotted,SD Terminal_Punctuation,Term Unified_Ideograph,UIdeo
  Uppercase,Upper Variation_Selector,VS White_Space,space XID_Continue,XIDC XID_Start,XIDS
`.split(/\s+/).filter(Boolean);

// Codes and names of the scripts. One that this node does not know is left out.
const scripts = `
  Adlm,Adlam Aghb,Caucasian_Albanian Ahom Arab,Arabic Armi,Imperial_Aramaic Armn,Armenian Avst,Avestan Bali,Balinese Bamu,Bamum
  Bass,Bassa_Vah Batk,Batak Beng,Bengali Bhks,Bhaiksuki Bopo,Bopomofo Brah,Brahmi Brai,Braille Bugi,Buginese Buhd,Buhid
  Cakm,Chakma Cans,Canadian_Aboriginal Cari,Carian Cham Cher,Cherokee Chrs,Chorasmian Copt,Coptic,Qaac Cpmn,Cypro_Minoan
  Cprt,Cypriot Cyrl,Cyrillic Deva,Devanagari Diak,Dives_Akuru Dogr,Dogra Dsrt,Deseret Dupl,Duployan Egyp,Egyptian_Hieroglyphs
  Elba,Elbasan Elym,Elymaic Ethi,Ethiopic Geor,Georgian Glag,Glagolitic Gong,Gunjala_Gondi Gonm,Masaram_Gondi Goth,Gothic
  Gran,Grantha Grek,Greek Gujr,Gujarati Guru,Gurmukhi Hang,Hangul Hani,Han Hano,Hanunoo Hatr,Hatran Hebr,Hebrew Hira,Hiragana
  Hluw,Anatolian_Hieroglyphs Hmng,Pahawh_Hmong Hmnp,Nyiakeng_Puachue_Hmong  Hung,Old_Hungarian Ital,Old_Italic Java,Javanese
  Kali,Kayah_Li Kana,Katakana Khar,Kharoshthi Khmr,Khmer Khoj,Khojki Kits,Khitan_Small_Script Knda,Kannada Kthi,Kaithi
  Lana,Tai_Tham Laoo,Lao Latn,Latin Lepc,Lepcha Limb,Limbu Lina,Linear_A Linb,Linear_B Lisu Lyci,Lycian Lydi,Lydian
  Mahj,Mahajani Maka,Makasar Mand,Mandaic Mani,Manichaean Marc,Marchen Medf,Medefaidrin Mend,Mende_Kikakui
  Merc,Meroitic_Cursive Mero,Meroitic_Hieroglyphs Mlym,Malayalam Modi Mong,Mongolian Mroo,Mro Mtei,Meetei_Mayek Mult,Multani
  Mymr,Myanmar Nand,Nandinagari Narb,Old_North_Arabian Nbat,Nabataean Newa Nkoo,Nko Nshu,Nushu Ogam,Ogham Olck,Ol_Chiki
  Orkh,Old_Turkic Orya,Oriya Osge,Osage Osma,Osmanya Ougr,Old_Uyghur Palm,Palmyrene Pauc,Pau_Cin_Hau Perm,Old_Permic
  Phag,Phags_Pa Phli,Inscriptional_Pahlavi Phlp,Psalter_Pahlavi Phnx,Phoenician Plrd,Miao Prti,Inscriptional_Parthian
  Rjng,Rejang Rohg,Hanifi_Rohingya Runr,Runic Samr,Samaritan Sarb,Old_South_Arabian Saur,Saurashtra Sgnw,SignWriting
  Shaw,Shavian Shrd,Sharada Sidd,Siddham Sind,Khudawadi Sinh,Sinhala Sogd,Sogdian Sogo,Old_Sogdian Sora,Sora_Sompeng
  Soyo,Soyombo Sund,Sundanese Sylo,Syloti_Nagri Syrc,Syriac Tagb,Tagbanwa Takr,Takri Tale,Tai_Le Talu,New_Tai_Lue Taml,Tamil
  Tang,Tangut Tavt,Tai_Viet Telu,Telugu Tfng,Tifinagh Tglg,Tagalog Thaa,Thaana Thai Tibt,Tibetan Tirh,Tirhuta Tnsa,Tangsa Toto
  Ugar,Ugaritic Vaii,Vai Vith,Vithkuqi Wara,Warang_Citi Wcho,Wancho Xpeo,Old_Persian Xsux,Cuneiform Yezi,Yezidi Yiii,Yi
  Zanb,Zanabazar_Square Zinh,Inherited,Qaai Zyyy,Common Zzzz,Unknown Kawi Nagm,Nag_Mundari Todr,Todhri Gara,Garay
  Gukh,Gurung_Khema Krai,Kirat_Rai Onao,Ol_Onal Sunu,Sunuwar Tutg,Tulu_Tigalari Berf,Beria_Erfe Sidt,Sidetic Tayo,Tai_Yo
  Tols,Tolong_Siki
`.split(/\s+/).filter(Boolean);

const isKnown = (expression) => {
  try {
    new RegExp(`\\p{${expression}}`, 'u');
    return true;
  } catch {
    return false;
  }
};

// How far each range begins behind the one before, and how far it goes, in base 36.
const rangesOf = (expression) => {
  const property = new RegExp(`^\\p{${expression}}$`, 'u');
  const ranges = [];
  let first = -1;
  let end = 0;
  for (let codePoint = 0; codePoint <= 0x110000; codePoint++) {
    const is = codePoint < 0x110000 && property.test(String.fromCodePoint(codePoint));
    if (is && first < 0) {
      first = codePoint;
    } else if (!is && first >= 0) {
      const length = codePoint - 1 - first;
      ranges.push((first - end).toString(36) + (length ? `-${length.toString(36)}` : ''));
      end = codePoint;
      first = -1;
    }
  }
  return ranges.join(' ');
};

const lines = binary.map((names) => `${names.replaceAll(',', ' ')}=${rangesOf(names.split(',')[0])}`);
for (const script of scripts) {
  const names = script.split(',').filter((name) => isKnown(`sc=${name}`));
  if (names.length) {
    for (const kind of ['sc', 'scx']) {
      lines.push(`${names.map((name) => `${kind}:${name}`).join(' ')}=${rangesOf(`${kind}=${names[0]}`)}`);
    }
  }
}

fs.writeFileSync(file, [
  `# Unicode ${process.versions.unicode}. Written by tests/record-unicode-properties.mjs, which says how to read it`,
  ...lines,
].join('\n') + '\n');
