/** Invented names of many scripts. A word is `as written:letters for a login`; `_` stands for a blank. */

const CULTURES = [
  {
    weight: 40,
    first:
      'Ada:ada Ben:ben Clara:clara Dylan:dylan Emma:emma Felix:felix Grace:grace Henry:henry Isla:isla Jack:jack Kayla:kayla Liam:liam Maya:maya Noah:noah Olive:olive Peter:peter Quinn:quinn Rosa:rosa Samuel:samuel Tessa:tessa Mary-Jo:maryjo',
    last: "Abbott:abbott Barnes:barnes Carver:carver Dalton:dalton Ellison:ellison Fletcher:fletcher Garrett:garrett Hollis:hollis Ingram:ingram Jarvis:jarvis Keller:keller Larkin:larkin Merritt:merritt Norwood:norwood O'Leary:oleary Prescott:prescott Quimby:quimby Rowe:rowe D'Angelo:dangelo Thorne:thorne Smith-Hale:smithhale",
  },
  {
    weight: 14,
    first:
      'José:jose Lucía:lucia Andrés:andres Inés:ines Íñigo:inigo Sofía:sofia Joaquín:joaquin Belén:belen',
    last: 'García:garcia Núñez:nunez Peña:pena Ibáñez:ibanez de_la_Cruz:delacruz Muñoz:munoz Zúñiga:zuniga',
  },
  {
    weight: 8,
    first:
      'Søren:soren Åsa:asa Jürgen:jurgen Zoë:zoe François:francois Chloé:chloe Björn:bjorn Łukasz:lukasz',
    last: "Østergård:ostergard Müller:muller L'Écuyer:lecuyer Þormar:thormar Großmann:grossmann Martinů:martinu Wójcik:wojcik van_der_Berg:vanderberg",
  },
  {
    weight: 5,
    first: 'Siobhán:siobhan Oisín:oisin Aoife:aoife Pádraig:padraig',
    last: "O'Connor:oconnor Caomhánach:caomhanach Breathnach:breathnach O'Dowd:odowd",
  },
  {
    weight: 6,
    first: 'Thị_Hương:thihuong Văn_Đức:vanduc Ngọc_Ánh:ngocanh Quốc_Bảo:quocbao',
    last: 'Nguyễn:nguyen Trần:tran Phạm:pham Đặng:dang',
  },
  {
    weight: 6,
    family_first: '',
    first: '小明:xiaoming 丽华:lihua 伟:wei 欣怡:xinyi 子轩:zixuan',
    last: '王:wang 李:li 张:zhang 陳:chen 歐陽:ouyang',
  },
  {
    weight: 4,
    family_first: ' ',
    first: '太郎:taro さくら:sakura 健太:kenta 陽菜:hina',
    last: '山田:yamada 佐藤:sato 髙橋:takahashi 渡邊:watanabe',
  },
  {
    weight: 4,
    family_first: '',
    first: '민준:minjun 서연:seoyeon 하은:haeun',
    last: '김:kim 이:lee 박:park 남궁:namgung',
  },
  {
    weight: 4,
    first: 'Дмитрий:dmitri Ольга:olga Наталія:nataliia Ёлка:yolka',
    last: 'Коваленко:kovalenko Ткач:tkach Шевченко:shevchenko Гусь:hus',
  },
  {
    weight: 4,
    first: 'فاطمة:fatima يوسف:yusuf ليلى:layla عمر:omar',
    last: 'الحسن:alhasan منصور:mansour خليل:khalil',
  },
  {
    weight: 2,
    first: 'Αλέξανδρος:alexandros Ελένη:eleni',
    last: 'Γεωργίου:georgiou Νικολάου:nikolaou',
  },
  { weight: 2, first: 'दीपिका:deepika अर्जुन:arjun', last: 'शर्मा:sharma पटेल:patel' },
  { weight: 1, first: 'נועה:noa איתן:eitan', last: 'לוי:levi כהן:cohen' },
].map(({ weight, family_first, first, last }) => ({
  weight,
  family_first,
  first: words(first),
  last: words(last),
}));

function words(list) {
  return list.split(' ').map((word) => {
    const [written, letters] = word.split(':');
    return { written: written.replaceAll('_', ' '), letters };
  });
}

const TOTAL_WEIGHT = CULTURES.reduce((sum, culture) => sum + culture.weight, 0);

/** A person's name from 32 random bits. `sortable` is there only where the last word is not the family name. */
export function nameFrom(bits) {
  let place = bits % TOTAL_WEIGHT;
  let culture = CULTURES[0];
  for (culture of CULTURES) {
    place -= culture.weight;
    if (place < 0) break;
  }
  const rest = Math.floor(bits / TOTAL_WEIGHT);
  const first = culture.first[rest % culture.first.length];
  const last = culture.last[Math.floor(rest / culture.first.length) % culture.last.length];
  const { family_first } = culture;
  const turned = family_first !== undefined;
  const sorts_otherwise = family_first === ' ' || last.written.includes(' ');
  return {
    first: first.written,
    last: last.written,
    full: turned ? `${last.written}${family_first}${first.written}` : `${first.written} ${last.written}`,
    sortable: sorts_otherwise ? `${last.written}, ${first.written}` : '',
    login: { first: first.letters, last: last.letters },
  };
}
