"""Pairs of invented people's names, labelled by hand: one name written in two ways, or two names that look alike.

What the portal finds among them is told in docs/matching.md; the test beside this file keeps those numbers true.
"""

from __future__ import annotations

_SAME = """
Khan/Kahn Khan/Xan Khan/Qan Mohammed/Muhammad Mohammed/Mohamed Muhammad/Mohamad Mohammed/Mohammad Mohammed/Mahomed
Muhammed/Mohamud Ahmed/Ahmad Ahmed/Achmed Hussain/Hussein Hussain/Husain Hussein/Hossain Hassan/Hasan Hassan/Hassen
Ayesha/Aisha Aisha/Aysha Ayesha/Aysha Aisha/Aicha Fatima/Fatimah Fatima/Fatema Fathima/Fatima Zainab/Zaynab
Zainab/Zeinab Khadija/Khadijah Khadija/Kadija Maryam/Mariam Mariam/Meryem Yusuf/Yousef Yusuf/Youssef Yusuf/Yusef
Ibrahim/Ebrahim Ibrahim/Ibraheem Omar/Umar Omar/Omer Usman/Osman Uthman/Usman Ali/Aly Rahman/Rehman Rahman/Rahmaan
Chowdhury/Choudhury Chowdhury/Choudhary Chaudhry/Chaudhary Chaudhry/Choudhury Begum/Begom Begum/Begam Miah/Mia
Miah/Meah Uddin/Udin Uddin/Oddin Sheikh/Shaikh Sheikh/Shaykh Shah/Sha Siddiqui/Siddiqi Siddique/Siddiq Qureshi/Kureshi
Qureshi/Quraishi Iqbal/Ikbal Malik/Maalik Malik/Malick Akhtar/Akhter Akhtar/Aktar Bibi/Bebe Kaur/Kour Singh/Sing
Singh/Syngh Patel/Patell Sharma/Sharmah Gurpreet/Gurprit Harpreet/Harprit Jasleen/Jaslin Jaspreet/Jasprit
Manpreet/Manprit Simran/Simrun Priya/Prya Lakshmi/Laxmi Krishna/Crishna Krishnan/Krishnun Dhillon/Dillon Bhatti/Batti
Ghani/Gani Khalid/Kalid Khalid/Chalid Abdullah/Abdulla Abdullah/Abdallah Abdullahi/Abdulahi Łukasz/Lukasz Łukasz/Lukas
Łukasz/Lukash Ștefan/Stefan Stefan/Stephan Stephan/Stefan Ștefania/Stefania Czarnecki/Charnetski Czarnecki/Czarnecka
Kowalski/Kowalska Kowalski/Kovalski Wiśniewski/Wisniewska Wiśniewski/Vishnevski Wójcik/Wojcik Wójcik/Voytsik
Szymański/Szymanska Szymański/Shimanski Wojciech/Voytsekh Krzysztof/Krzystof Krzysztof/Kshishtof Zieliński/Zelinski
Kozłowski/Kozlovski Nowak/Novak Nowakowski/Novakovski Jakub/Yakub Jan/Yan Katarzyna/Katarzina Agnieszka/Agneshka
Małgorzata/Malgorzata Zofia/Sofia Zuzanna/Susanna Ivanov/Ivanova Ivanov/Иванов Petrov/Petrova Schevchenko/Shevchenko
Shevchenko/Шевченко Aleksandr/Alexander Aleksandra/Alexandra Oleksandr/Alexander Dmitri/Dmitry Dmitry/Дмитрий
Sergei/Sergey Yulia/Julia Yuri/Iouri Popescu/Popesku Ionescu/Jonescu Ţurcanu/Turcanu Ciobanu/Chobanu Gheorghe/George
Mihai/Mihaj Bălan/Balan Horváth/Horvat Nagy/Nagi Kovács/Kovacs Szabó/Sabo Dvořák/Dvorak Jiří/Jiri Novák/Nowak
Müller/Mueller Müller/Muller Schröder/Schroeder Schmidt/Schmitt Meyer/Meier Meyer/Maier Yılmaz/Yilmaz Şahin/Sahin
Şahin/Shahin Çelik/Celik Çelik/Chelik Öztürk/Ozturk Öztürk/Oeztuerk Hoxha/Hodja Gonçalves/Goncalves
Gonçalves/Gonsalves João/Joao Muñoz/Munoz José/Jose Nuñez/Nunes Rodriguez/Rodrigues Fernandes/Fernandez Gomes/Gomez
O'Neill/Oneil O'Neill/O’Neil O'Brien/Obrien O'Connor/Oconner MacDonald/McDonald MacDonald/Macdonnald
McKenzie/MacKenzie Smith/Smyth Smith/Smythe Smith-Jones/Jones Smith-Jones/Smith Garcia-Lopez/Lopez Jones/Johnes
Johnson/Jonson Johnson/Johnston Thompson/Thomson Thompson/Tompson Clark/Clarke Brown/Browne Green/Greene Reid/Read
Reid/Reed Stewart/Stuart Philips/Phillips Phillip/Filip Davies/Davis Davis/Daviss Allan/Allen Allen/Alan
Harris/Harriss Lawrence/Laurence Pearce/Pierce Shaw/Shore Catherine/Katherine Catherine/Kathryn Kathryn/Cathrine
Caitlin/Kaitlyn Caitlin/Katelyn Sarah/Sara Hannah/Hanna Sean/Shaun Sean/Shawn Niamh/Neve Siobhan/Shivaun
Geoffrey/Jeffrey Graham/Graeme Stephen/Steven Steven/Stephan Jaden/Jayden Jayden/Jaiden Zoe/Zoey Chloe/Khloe
Isabel/Isobel Isabelle/Izabel Lily/Lilly Elliot/Eliot Elliott/Eliot Mathew/Matthew Matthew/Mathieu Tobias/Tobiasz
Nathan/Nathen Rhys/Reece Rhys/Rees Aidan/Aiden Aidan/Ayden Connor/Conor Callum/Calum Rebecca/Rebekah Rebecca/Rebeka
Zachary/Zackary Zachary/Zakary Jacob/Jakob Eric/Erik Vikram/Wikram Tomasz/Thomas Tomas/Thomas Nguyen/Nguyễn
Nguyen/Ngyuen Zhang/Zang Lee/Li Wong/Wang Chen/Chan محمد/Mohammed خان/Khan علی/Ali ਸਿੰਘ/Singh বেগম/Begum Patel/Pattel
Alice/Alys Page/Paige Finley/Finlay Wilson/Willson Oscar/Oska Lee/Leigh
"""
_OTHER = """
Khan/Kane Khan/Kern Khan/Khatun Ahmed/Akhmadov Ahmed/Amber Mohammed/Mahmood Mohammed/Mehmet Hussain/Hasan Hassan/Hayes
Ali/Ellie Ali/Alia Ali/Ola Aisha/Asha Aisha/Alisha Fatima/Fatuma Fatima/Faith Maryam/Marina Zainab/Zenab Omar/Emir
Begum/Baig Begum/Begley Miah/May Sheikh/Shah Shah/Shaw Singh/Sinha Singh/Song Patel/Patil Sharma/Shirma Sharma/Sherman
Kaur/Kerr Kaur/Carr Wojciech/Wojtek Kowalski/Kowalczyk Nowak/Nowicki Wójcik/Wojciechowski Zieliński/Zalewski
Stefan/Stefania Ivan/Ivanov Petrov/Petrenko Popescu/Popa Müller/Miller Schmidt/Schneider Smith/Smart Smith/Schmidt
Smith/Snaith Jones/James Jones/Johns Johnson/Jackson Thompson/Tomlinson Clark/Clerk Brown/Bruno Brown/Byron
Brown/Braun Green/Greer Green/Grant Reid/Rudd Stewart/Stott Davies/Davison Davies/Dawes Allen/Ellen Alan/Elena
Harris/Harrison Harris/Horace Lawrence/Lawson Pearce/Price Pearce/Percy Catherine/Carina Sarah/Zara Sarah/Sierra
Hannah/Anna Hannah/Henna Sean/Ian Sean/Jane Stephen/Stefania Stephen/Stella Jayden/Jordan Jayden/Judith Chloe/Cleo
Chloe/Kelly Isabel/Isla Lily/Lola Lily/Leila Matthew/Matthias Nathan/Nadine Rhys/Rose Rhys/Ross Aidan/Adam Aidan/Eden
Aidan/Aydin Connor/Conrad Callum/Clem Callum/Colum Rebecca/Robbie Jacob/Jack Eric/Erica Eric/Erin Thomas/Timms
Thomas/Tom Lee/Lowe Lee/Loy Wong/Wing Chen/Chung Chen/Shen Zhang/Chang Mary/Moira Mary/Murray Oliver/Olivia
Oliver/Olive George/Georgia George/Jorge Harry/Henry Harry/Hairi Freddie/Fred Noah/Nia Leo/Leia Leo/Lea Archie/Archer
Arthur/Arturo Muhammad/Mustafa Ethan/Ewan Ethan/Athan Samuel/Samantha Samuel/Sam Alfie/Alfred Henry/Hamza Lucas/Luke
Logan/Lachlan Max/Marcus Daniel/Danielle Daniel/Dan Dylan/Dalton Finn/Fiona Toby/Tabby Grace/Greg Amelia/Emily
Amelia/Amal Ella/Eli Ella/Eloise Freya/Faria Poppy/Pippa Evie/Eve Evie/Ava Millie/Molly Millie/Mila Ruby/Robbie
Daisy/Dacey Alice/Elise Jessica/Josie Sophie/Safia Lucy/Lacey Lucy/Louise Emma/Amy Maisie/Massey Phoebe/Faye
Eliza/Elisha Wilson/Watson Taylor/Tyler Taylor/Tyrell Walker/Wilkes White/Wade White/Watt Roberts/Robertson
Robinson/Robson Wood/Wade Hall/Hill Hall/Hull Turner/Tanner Cooper/Copper Ward/Word Ward/Wordsworth Morris/Marsh
Moore/Muir Moore/Marr King/Keane Baker/Becker Baker/Booker Bell/Ball Bell/Bull Bell/Bailey Cook/Cox Cook/Keogh
Hughes/Hayes Hughes/Hodge Cole/Kyle Cole/Kelly Mills/Miles Gray/Gary Gray/Crow Palmer/Plummer Barnes/Burns
Barnes/Byrne Butler/Battle Fisher/Foster Hunt/Hand Holmes/Helms Webb/Webber Stone/Sutton Stone/Stein Dean/Dunn
Dean/Dunne Ross/Rose Lane/Lyon Lane/Lynn Ford/Fordham Parker/Barker Parker/Porter Burton/Barton Burton/Britton
Carter/Crater Hart/Hurt Hart/Hardy Marsh/March Amir/Amara Bilal/Bella Nadia/Nida Samir/Samira Tariq/Tareena
Jamal/Jamila Karim/Karam Nasir/Nasreen Salim/Salma Anwar/Noor Rashid/Rashida Hamid/Hamida Kamran/Imran Tahir/Tahira
Zahid/Zahida
"""
_LATER_SAME = """
Abubakar/Abubakr Adebayo/Adebaio Adeyemi/Adeyemy Amina/Aminah Anastasia/Anastazja Anderson/Andersson Andrzej/Andrei
Bailey/Baillie Balogun/Ballogun Bartosz/Bartosh Bernard/Bernhard Bogdan/Bohdan Bradley/Bradly Brooke/Brook
Burke/Bourke Campbell/Cambell Cathal/Kathal Charlotte/Sharlotte Christian/Kristian Christopher/Kristofer Cohen/Coen
Darren/Daren Deirdre/Deardra Diarmuid/Dermot Elizabeth/Elisabeth Emily/Emilie Erin/Eryn Evans/Evens Faisal/Faysal
Farooq/Faruk Francis/Frances Gabriel/Gabryel Georgiou/Georgiu Gillian/Jillian Grzegorz/Gzhegosh Habib/Habeeb
Hamza/Hamzah Hristo/Christo Ismail/Ismael Jacqueline/Jaqueline Jarosław/Yaroslav Jonathan/Johnathan Kamil/Kameel
Karolina/Carolina Kateryna/Katerina Kieran/Kieron Lewis/Louis Lindsay/Lindsey Madeleine/Madeline Magdalena/Magdalina
Mahmood/Mahmud Marcin/Martsin Mateusz/Mateush Megan/Meghan Melnyk/Melnik Mikołaj/Mikolai Mustafa/Mostafa Neil/Neal
Nicholas/Nikolas Nicola/Nichola Noor/Nur Okafor/Okafo Okonkwo/Okonquo Oluwaseun/Olwaseun Parveen/Perveen Paweł/Pavel
Philippa/Filippa Rachel/Rachael Radu/Radoo Rashid/Rasheed Ruqayyah/Rukaya Sabrina/Zabrina Saleem/Salim Santos/Santosh
Sayed/Syed Shabana/Shabanna Shannon/Shanon Suleiman/Sulayman Sylwia/Silvia Tanvir/Tanveer Teresa/Theresa Tracey/Tracy
Valentyna/Valentina Vasile/Vasili Viktoria/Victoria Wasim/Waseem Waters/Watters Whyte/White Yasmin/Jasmin
Yevgeny/Evgeny Zeeshan/Zishan Zoltán/Zoltan Żaneta/Janeta
"""
_LATER_OTHER = """
Abbas/Abbey Adamski/Adams Adele/Adil Alan/Alina Amber/Umbra Andrew/Andrea Asif/Asaf Azra/Ezra Balint/Valente
Barry/Berry Bartek/Barton Beata/Betty Blake/Black Bojan/Ben Bryan/Brian-Lee Cairns/Corns Callan/Colin Chloe/Clea
Chopra/Chapman Corey/Carrie Dawson/Dobson Denise/Dennis Dorota/Dorothy Dragan/Duncan Dudek/Doody Faisal/Fazal
Farid/Freda Gabor/Gabriel Gail/Gayle-Ann Gill/Gale Gordon/Gardner Gupta/Geddes Haris/Hera Haydar/Heidi Hogan/Hagan
Imran/Imrana Iris/Eros Ivana/Yvonne Jada/Jude Jana/Juan Jasper/Joseph Jenna/Joan Joel/Julie Kamal/Camille
Karen/Corinne Keira/Cora Kelvin/Calvin Kiran/Karen Laila/Lyle Lauren/Lorna Leon/Lena Liam/Leam Mahdi/Maud Maria/Mary
Marta/Martyn Megan/Morgan Mikael/Michelle Monika/Manick Nabil/Noble Naseem/Nissim Natalia/Nathalie-May Nolan/Neelan
Oren/Aaron Osborne/Asprin Parry/Perry Paula/Poole Peter/Petra Radha/Reid Rana/Ronnie Raza/Rossi Renee/Rani Rita/Rutter
Roman/Romaine Saad/Sid Sabina/Sabine Salma/Selma Shane/Shona Simon/Simone Sonia/Sunny Tamara/Timur Tariq/Tarek-Ali
Tina/Tony Usha/Asha Vera/Farr Victor/Vector Wajid/Wojtek Yasir/Yasser Yusra/Yusuf Zara/Zahra
"""
_LAST_SAME = """
Abigail/Abigayle Afzal/Afzaal Agata/Agatha Alistair/Alasdair Alistair/Alastair Amelia/Amelie Amira/Ameera Anwar/Anver
Artem/Artyom Ashraf/Ashruf Asma/Asmaa Aurelia/Orelia Barbara/Barbra Begley/Beglee Benjamin/Benyamin Bianca/Bianka
Bohdana/Bogdana Brian/Bryan Bronagh/Brona Carl/Karl Celeste/Seleste Chiara/Kiara Claire/Clare Cody/Kody
Cristina/Kristina Dawid/David Dominik/Dominic Douglas/Duglas Eleanor/Elinor Erica/Erika Esther/Ester Farida/Fareeda
Fraser/Frazer Giovanni/Jovanni Greig/Gregg Haroon/Harun Hashim/Hasheem Iwona/Ivona Izabela/Isabella Jamil/Jameel
Jasmine/Jasmin Joshua/Yoshua Josef/Joseph Kaczmarek/Kachmarek Katarzyna/Katazhyna Khaleda/Kaleda Konrad/Conrad
Kristian/Christian Laura/Lora Liam/Lyam Ludwik/Ludvik Lynne/Lynn Marc/Mark Mahnoor/Manoor Michał/Mihal Mikhail/Michail
Mohsin/Mohseen Mughal/Mugal Nadeem/Nadim Naomi/Nayomi Natasha/Natacha Nazir/Nazeer Olena/Olyena Oliwia/Olivia
Patrick/Patrik Przemek/Pshemek Rafał/Rafal Raheem/Rahim Rajesh/Rajeesh Rizwan/Rizvan Ronan/Ronen Rukhsana/Ruksana
Sahar/Saher Samantha/Samanta Shirin/Shireen Sidhu/Sidu Sinead/Shinaid Stanisław/Stanislav Sultana/Soltana Tadhg/Tadgh
Tahira/Tahera Thierry/Terry Tsvetan/Cvetan Viorica/Veorika Vladimir/Wladimir Wendy/Wendi Yasmeen/Yasmin Zaheer/Zahir
Zubair/Zubayr Żukowski/Zukovski Đorđe/Djordje Łucja/Lucja Öykü/Oyku
"""


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(first, second) for first, _, second in (pair.partition("/") for pair in text.split())]


SAME = _pairs(_SAME)
"""One name in two spellings, as two people might write it down: to be found."""
OTHER = _pairs(_OTHER)
"""Two names of two people, chosen to be near each other: better not found."""
LATER_SAME, LATER_OTHER = _pairs(_LATER_SAME), _pairs(_LATER_OTHER)
"""The same, written down only when the rules of portal.register.sounds stood: nothing in them is made to fit these."""
LAST_SAME = _pairs(_LAST_SAME)
"""Written after the rules had been made better by the second list: what the portal promises is told from these."""
