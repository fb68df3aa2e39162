"""The countries of the world: names, demonyms, capitals and seats of government, which news uses one for another."""

from __future__ import annotations

from collections.abc import Iterator

# name | demonyms | capital | other names and short forms. Members of the UN, with those often in the news beside them.
_TABLE = """
Afghanistan|Afghan,Afghans|Kabul
Albania|Albanian|Tirana
Algeria|Algerian|Algiers
Andorra|Andorran|Andorra la Vella
Angola|Angolan|Luanda
Antigua and Barbuda|Antiguan|Saint John's|Antigua
Argentina|Argentine,Argentinian|Buenos Aires
Armenia|Armenian|Yerevan
Australia|Australian|Canberra
Austria|Austrian|Vienna
Azerbaijan|Azerbaijani,Azeri|Baku
Bahamas|Bahamian|Nassau
Bahrain|Bahraini|Manama
Bangladesh|Bangladeshi|Dhaka
Barbados|Barbadian|Bridgetown
Belarus|Belarusian,Belarussian|Minsk
Belgium|Belgian|
Belize|Belizean|Belmopan
Benin|Beninese|Porto-Novo
Bhutan|Bhutanese|Thimphu
Bolivia|Bolivian|La Paz
Bosnia and Herzegovina|Bosnian|Sarajevo|Bosnia
Botswana|Botswanan|Gaborone
Brazil|Brazilian|Brasilia
Brunei|Bruneian|Bandar Seri Begawan
Bulgaria|Bulgarian|Sofia
Burkina Faso|Burkinabe|Ouagadougou
Burundi|Burundian|Bujumbura
Cambodia|Cambodian|Phnom Penh
Cameroon|Cameroonian|Yaounde
Canada|Canadian|Ottawa
Cape Verde|Cape Verdean|Praia|Cabo Verde
Central African Republic|Central African|Bangui|CAR
Chad|Chadian|N'Djamena
Chile|Chilean|Santiago
China|Chinese|Beijing|PRC,People's Republic of China,Peking
Colombia|Colombian|Bogota
Comoros|Comoran|Moroni
Costa Rica|Costa Rican|San Jose
Croatia|Croatian,Croat|Zagreb
Cuba|Cuban|Havana
Cyprus|Cypriot|Nicosia
Czech Republic|Czech|Prague|Czechia
Democratic Republic of the Congo|Congolese|Kinshasa|DRC,DR Congo,Democratic Republic of Congo,Congo
Denmark|Danish,Dane,Danes|Copenhagen
Djibouti|Djiboutian|
Dominica||Roseau
Dominican Republic|Dominican|Santo Domingo
East Timor|Timorese|Dili|Timor-Leste
Ecuador|Ecuadorian,Ecuadorean|Quito
Egypt|Egyptian|Cairo
El Salvador|Salvadoran|San Salvador
Equatorial Guinea|Equatorial Guinean|Malabo
Eritrea|Eritrean|Asmara
Estonia|Estonian|Tallinn
Eswatini|Swazi|Mbabane|Swaziland
Ethiopia|Ethiopian|Addis Ababa
European Union|European|Brussels|EU
Fiji|Fijian|Suva
Finland|Finnish,Finn,Finns|Helsinki
France|French,Frenchman,Frenchmen,Frenchwoman|Paris|Elysee,Elysee Palace,Quai d'Orsay
Gabon|Gabonese|Libreville
Gambia|Gambian|Banjul
Georgia|Georgian|Tbilisi
Germany|German|Berlin
Ghana|Ghanaian|Accra
Greece|Greek|Athens
Grenada|Grenadian|
Guatemala|Guatemalan|Guatemala City
Guinea|Guinean|Conakry
Guinea-Bissau||Bissau
Guyana|Guyanese|Georgetown
Haiti|Haitian|Port-au-Prince
Honduras|Honduran|Tegucigalpa
Hungary|Hungarian|Budapest
Iceland|Icelandic,Icelander|Reykjavik
India|Indian|New Delhi|Delhi
Indonesia|Indonesian|Jakarta
Iran|Iranian|Tehran|Islamic Republic of Iran,Teheran
Iraq|Iraqi|Baghdad
Ireland|Irish,Irishman,Irishmen|Dublin|Irish Republic,Republic of Ireland
Israel|Israeli|Jerusalem|
Italy|Italian|Rome
Ivory Coast|Ivorian|Yamoussoukro|Cote d'Ivoire
Jamaica|Jamaican|Kingston
Japan|Japanese|Tokyo
Jordan|Jordanian|Amman
Kazakhstan|Kazakh,Kazakhstani|Astana
Kenya|Kenyan|Nairobi
Kiribati||Tarawa
Kosovo|Kosovar|Pristina
Kuwait|Kuwaiti|Kuwait City
Kyrgyzstan|Kyrgyz|Bishkek
Laos|Laotian,Lao|Vientiane
Latvia|Latvian|Riga
Lebanon|Lebanese|Beirut
Lesotho|Basotho|Maseru
Liberia|Liberian|Monrovia
Libya|Libyan|Tripoli
Liechtenstein||Vaduz
Lithuania|Lithuanian|Vilnius
Luxembourg|Luxembourger|
Madagascar|Malagasy|Antananarivo
Malawi|Malawian|Lilongwe
Malaysia|Malaysian|Kuala Lumpur
Maldives|Maldivian|
Mali|Malian|Bamako
Malta|Maltese|Valletta
Marshall Islands|Marshallese|Majuro
Mauritania|Mauritanian|Nouakchott
Mauritius|Mauritian|Port Louis
Mexico|Mexican|Mexico City
Micronesia|Micronesian|Palikir
Moldova|Moldovan|Chisinau
Monaco|Monegasque|
Mongolia|Mongolian|Ulaanbaatar|Ulan Bator
Montenegro|Montenegrin|Podgorica
Morocco|Moroccan|Rabat
Mozambique|Mozambican|Maputo
Myanmar|Burmese|Naypyidaw|Burma
Namibia|Namibian|Windhoek
Nauru|Nauruan|Yaren
Nepal|Nepali,Nepalese|Kathmandu
Netherlands|Dutch,Dutchman,Dutchmen|The Hague|Holland,Hague
New Zealand|New Zealander|Wellington
Nicaragua|Nicaraguan|Managua
Niger|Nigerien|Niamey
Nigeria|Nigerian|Abuja
North Korea|North Korean|Pyongyang|DPRK,Democratic People's Republic of Korea,NK,N. Korea
North Macedonia|Macedonian|Skopje|Macedonia
Norway|Norwegian|Oslo
Oman|Omani|Muscat
Pakistan|Pakistani|Islamabad
Palau|Palauan|Ngerulmud
Palestine|Palestinian|Ramallah|Palestinian Authority,Palestinian Territories
Panama|Panamanian|Panama City
Papua New Guinea|Papuan|Port Moresby|PNG
Paraguay|Paraguayan|Asuncion
Peru|Peruvian|Lima
Philippines|Filipino,Philippine|Manila
Poland|Polish,Pole,Poles|Warsaw
Portugal|Portuguese|Lisbon
Qatar|Qatari|Doha
Republic of the Congo||Brazzaville|Congo-Brazzaville,Republic of Congo
Romania|Romanian|Bucharest
Russia|Russian|Moscow|Russian Federation,Kremlin
Rwanda|Rwandan|Kigali
Saint Kitts and Nevis||Basseterre
Saint Lucia|Saint Lucian|Castries
Saint Vincent and the Grenadines|Vincentian|Kingstown
Samoa|Samoan|Apia
San Marino|Sammarinese|
Sao Tome and Principe||Sao Tome
Saudi Arabia|Saudi,Saudi Arabian|Riyadh|KSA
Senegal|Senegalese|Dakar
Serbia|Serbian,Serb|Belgrade
Seychelles|Seychellois|
Sierra Leone|Sierra Leonean|Freetown
Singapore|Singaporean|
Slovakia|Slovak,Slovakian|Bratislava
Slovenia|Slovenian,Slovene|Ljubljana
Solomon Islands|Solomon Islander|Honiara
Somalia|Somali|Mogadishu
South Africa|South African|Pretoria
South Korea|South Korean|Seoul|ROK,Republic of Korea,Blue House,SK,S. Korea
South Sudan|South Sudanese|Juba
Spain|Spanish,Spaniard|Madrid
Sri Lanka|Sri Lankan|Colombo
Sudan|Sudanese|Khartoum
Suriname|Surinamese|Paramaribo
Sweden|Swedish,Swede|Stockholm
Switzerland|Swiss|Bern
Syria|Syrian|Damascus
Taiwan|Taiwanese|Taipei|Republic of China,ROC
Tajikistan|Tajik|Dushanbe
Tanzania|Tanzanian|Dodoma
Thailand|Thai|Bangkok
Togo|Togolese|Lome
Tonga|Tongan|Nuku'alofa
Trinidad and Tobago|Trinidadian|Port of Spain|Trinidad
Tunisia|Tunisian|Tunis
Turkey|Turkish,Turk|Ankara|Turkiye
Turkmenistan|Turkmen|Ashgabat
Tuvalu|Tuvaluan|Funafuti
Uganda|Ugandan|Kampala
Ukraine|Ukrainian|Kyiv|Kiev
United Arab Emirates|Emirati|Abu Dhabi|UAE,Emirates
United Kingdom|British,Briton,Brit|London|UK,Britain,Great Britain,Downing Street,Whitehall,Westminster,No 10,Number 10
United States|American|Washington|US,USA,America,United States of America,White House,Washington DC
Uruguay|Uruguayan|Montevideo
Uzbekistan|Uzbek|Tashkent
Vanuatu|Ni-Vanuatu|Port Vila
Vatican City||Vatican|Holy See
Venezuela|Venezuelan|Caracas
Vietnam|Vietnamese|Hanoi
Yemen|Yemeni|Sanaa
Zambia|Zambian|Lusaka
Zimbabwe|Zimbabwean|Harare
England|English,Englishman,Englishmen,Englishwoman|
Scotland|Scottish,Scot,Scotsman|Edinburgh
Wales|Welsh,Welshman|Cardiff
Northern Ireland|Northern Irish|Belfast
Hong Kong|Hongkonger|
"""


def read_table() -> Iterator[tuple[str, str, str]]:
    """Rows of (country, spelling, sort): sort is ``name``, ``demonym``, ``capital`` or ``alias``."""
    for row in _TABLE.strip().splitlines():
        name, demonyms, capital, *rest = row.split("|")
        yield name, name, "name"
        for demonym in filter(None, demonyms.split(",")):
            yield name, demonym, "demonym"
            if not demonym.endswith(("s", "sh", "ch", "ese")):
                yield name, f"{demonym}s", "demonym"
        if capital:
            yield name, capital, "capital"
        for alias in filter(None, rest[0].split(",") if rest else ()):
            yield name, alias, "alias"
