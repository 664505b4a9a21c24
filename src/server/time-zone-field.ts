import { ApiError } from './errors.ts';
import { type ParameterRecord, textParameter } from './parameters.ts';

/** The names of Rails under which Canvas knows time zones too, where they are not the last word of the zone's own. */
const railsNames: Readonly<Record<string, string>> = {
  'International Date Line West': 'Etc/GMT+12',
  'Midway Island': 'Pacific/Midway',
  'American Samoa': 'Pacific/Pago_Pago',
  Hawaii: 'Pacific/Honolulu',
  Alaska: 'America/Juneau',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
  'Mountain Time (US & Canada)': 'America/Denver',
  Arizona: 'America/Phoenix',
  'Central Time (US & Canada)': 'America/Chicago',
  Saskatchewan: 'America/Regina',
  Guadalajara: 'America/Mexico_City',
  'Central America': 'America/Guatemala',
  'Eastern Time (US & Canada)': 'America/New_York',
  'Indiana (East)': 'America/Indiana/Indianapolis',
  Quito: 'America/Lima',
  'Atlantic Time (Canada)': 'America/Halifax',
  Newfoundland: 'America/St_Johns',
  Brasilia: 'America/Sao_Paulo',
  'Buenos Aires': 'America/Argentina/Buenos_Aires',
  Georgetown: 'America/Guyana',
  Greenland: 'America/Godthab',
  'Mid-Atlantic': 'Atlantic/South_Georgia',
  'Cape Verde Is.': 'Atlantic/Cape_Verde',
  Edinburgh: 'Europe/London',
  Bern: 'Europe/Zurich',
  'West Central Africa': 'Africa/Algiers',
  Kyiv: 'Europe/Kiev',
  Pretoria: 'Africa/Johannesburg',
  'St. Petersburg': 'Europe/Moscow',
  'Abu Dhabi': 'Asia/Muscat',
  Ekaterinburg: 'Asia/Yekaterinburg',
  Islamabad: 'Asia/Karachi',
  Chennai: 'Asia/Kolkata',
  Mumbai: 'Asia/Kolkata',
  'New Delhi': 'Asia/Kolkata',
  Astana: 'Asia/Almaty',
  'Sri Jayawardenepura': 'Asia/Colombo',
  Hanoi: 'Asia/Bangkok',
  Beijing: 'Asia/Shanghai',
  Osaka: 'Asia/Tokyo',
  Sapporo: 'Asia/Tokyo',
  'Solomon Is.': 'Pacific/Guadalcanal',
  'New Caledonia': 'Pacific/Noumea',
  'Marshall Is.': 'Pacific/Majuro',
  Wellington: 'Pacific/Auckland',
  "Nuku'alofa": 'Pacific/Tongatapu',
  'Tokelau Is.': 'Pacific/Fakaofo',
  'Chatham Is.': 'Pacific/Chatham',
  Samoa: 'Pacific/Apia',
};

/** The zones that Rails names by their last word: `Hong Kong` is `Asia/Hong_Kong`. */
const railsCities: Readonly<Record<string, string>> = {
  America:
    'Tijuana Chihuahua Mazatlan Mexico_City Monterrey Bogota Lima Caracas La_Paz Santiago Montevideo Puerto_Rico',
  Atlantic: 'Azores',
  Europe:
    'Dublin Lisbon London Belgrade Bratislava Budapest Ljubljana Prague Sarajevo Skopje Warsaw Zagreb Brussels Copenhagen Madrid Paris Amsterdam Berlin Zurich Rome Stockholm Vienna Bucharest Helsinki Riga Sofia Tallinn Vilnius Athens Istanbul Minsk Kaliningrad Moscow Volgograd Samara',
  Africa: 'Casablanca Monrovia Cairo Harare Nairobi',
  Etc: 'UTC',
  Asia: 'Jerusalem Kuwait Riyadh Baghdad Tehran Muscat Baku Tbilisi Yerevan Kabul Karachi Tashkent Kolkata Kathmandu Dhaka Almaty Novosibirsk Rangoon Bangkok Jakarta Krasnoyarsk Chongqing Hong_Kong Urumqi Kuala_Lumpur Singapore Taipei Irkutsk Ulaanbaatar Seoul Tokyo Yakutsk Vladivostok Magadan Srednekolymsk Kamchatka',
  Australia: 'Perth Darwin Adelaide Canberra Melbourne Sydney Brisbane Hobart',
  Pacific: 'Guam Port_Moresby Fiji Auckland',
};

function findRailsZone(name: string): string | null {
  const named = Object.hasOwn(railsNames, name) ? railsNames[name] : undefined;
  if (named !== undefined) return named;
  const city = name.replaceAll(' ', '_');
  const area = Object.keys(railsCities).find((key) => railsCities[key]?.split(' ').includes(city));
  return area === undefined ? null : `${area}/${city}`;
}

function isKnownZone(name: string): boolean {
  // Offsets such as +02:00 are no zones: nobody there would change their clocks.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * A time zone under its IANA name; undefined when it was not sent, null when it was sent blank. Takes the names of
 * Rails as well: `Mountain Time (US & Canada)` is `America/Denver`.
 */
export function timeZoneField(group: ParameterRecord, field: string): string | null | undefined {
  if (group[field] === undefined) return undefined;
  const name = textParameter(group, field);
  if (name === null) return null;
  const zone = findRailsZone(name) ?? (isKnownZone(name) ? name : null);
  if (zone === null) throw new ApiError('invalid_field', { field });
  return zone;
}
