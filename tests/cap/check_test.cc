#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cap/cap.h"
#include "cap/sample.h"
#include "errors/cap.h"
#include "errors/xml.h"

namespace muster::cap {
namespace {

TEST(Check, FindsNothingWrongWithTheExample) { EXPECT_THAT(check(kSample), testing::IsEmpty()); }

struct Row {
  const char* name;  // the clause and what is wrong
  std::string text;
  int line;
  const char* clause;
  const char* element;
  ErrorCode code;
};

class Invalid : public testing::TestWithParam<Row> {};

TEST_P(Invalid, IsFoundWithItsClauseAndLine) {
  const Findings findings = check(GetParam().text);
  ASSERT_EQ(findings.size(), 1U) << json::write(to_json(findings));
  EXPECT_EQ(findings[0].line, GetParam().line);
  EXPECT_EQ(findings[0].clause, GetParam().clause);
  EXPECT_EQ(findings[0].element, GetParam().element);
  EXPECT_EQ(findings[0].code, GetParam().code) << text(findings[0], "en");
  for (const char* lang : {"zh", "en"})
    EXPECT_THAT(text(findings[0], lang), testing::Not(testing::HasSubstr("{")));
  const auto message = parse(GetParam().text);
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().code, error::kInvalid);
  EXPECT_EQ(message.error().also.size(), 1U);
}

std::string sent(const char* time) { return bent("2026-07-15T08:00:00+08:00", time); }
std::string polygon(const char* pairs) {
  return bent("30.25,112.20 30.35,112.20 30.35,112.35 30.25,112.35 30.25,112.20", pairs);
}
std::string circle(const char* text) {
  return bent("<geocode>", "<circle>" + std::string(text) + "</circle>\n<geocode>");
}
std::string update(const char* references) {
  std::string text = bent("<msgType>Alert", "<msgType>Update");
  return text.replace(text.find("</scope>"), 8, "</scope>" + std::string(references));
}

constexpr const char* kAlert = "CAP 1.2 3.2.1";
constexpr const char* kInfo = "CAP 1.2 3.2.2";
constexpr const char* kResource = "CAP 1.2 3.2.3";
constexpr const char* kArea = "CAP 1.2 3.2.4";
constexpr const char* kPlace = "CAP 1.2 3.3.1";
constexpr const char* kTime = "CAP 1.2 3.3.2";
constexpr const char* kSchema = "CAP 1.2 3.4";

std::string name_of(const testing::TestParamInfo<Row>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Cap12Alert, Invalid,
    testing::Values(
        Row{"C332_SentWithZ", sent("2026-07-15T00:00:00Z"), 4, kTime, "sent", error::kCapTime},
        Row{"C332_SentWithFraction", sent("2026-07-15T08:00:00.5+08:00"), 4, kTime, "sent",
            error::kCapTime},
        Row{"C332_SentOnNoRealDay", sent("2026-02-30T08:00:00+08:00"), 4, kTime, "sent",
            error::kCapTime},
        Row{"C332_SentWithCommaOffset", sent("2026-07-15T08:00:00,08:00"), 4, kTime, "sent",
            error::kCapTime},
        Row{"C332_SentWithoutOffset", sent("2026-07-15T08:00:00"), 4, kTime, "sent",
            error::kCapTime},
        Row{"C321_IdentifierWithSpace", bent("42100241600000_20260715080000_0", "a b"), 2, kAlert,
            "identifier", error::kCapCharacters},
        Row{"C321_IdentifierWithComma", bent("42100241600000_20260715080000_0", "a,b"), 2, kAlert,
            "identifier", error::kCapCharacters},
        Row{"C321_IdentifierWithAmpersand", bent("42100241600000_20260715080000_0", "a&amp;b"), 2,
            kAlert, "identifier", error::kCapCharacters},
        Row{"C321_SenderEmpty", bent("<sender>42100241600000</sender>", "<sender/>"), 3, kAlert,
            "sender", error::kCapCharacters},
        Row{"C321_StatusInLowerCase", bent("Exercise", "actual"), 5, kAlert, "status",
            error::kCapChoice},
        Row{"C321_StatusWithSpace", bent("Exercise", " Actual"), 5, kAlert, "status",
            error::kCapChoice},
        Row{"C321_ScopeMissing", bent("<scope>Public</scope>\n", ""), 1, kAlert, "scope",
            error::kCapRequired},
        Row{"C321_ScopeTwice", bent("</scope>", "</scope><scope>Public</scope>"), 7, kAlert,
            "scope", error::kCapRepeated},
        Row{"C321_RestrictedWithoutRestriction", bent("<scope>Public", "<scope>Restricted"), 1,
            kAlert, "restriction", error::kCapRequiredWhen},
        Row{"C321_PrivateWithoutAddresses", bent("<scope>Public", "<scope>Private"), 1, kAlert,
            "addresses", error::kCapRequiredWhen},
        Row{"C321_PublicWithRestriction",
            bent("</scope>", "</scope><restriction>police</restriction>"), 7, kAlert, "restriction",
            error::kCapOnlyWhen},
        Row{"C321_UpdateWithoutReferences", update(""), 1, kAlert, "references",
            error::kCapRequiredWhen},
        Row{"C321_UpdateWithEmptyReferences", update("<references/>"), 7, kAlert, "references",
            error::kCapRequiredWhen},
        Row{"C321_ReferenceOfTwoParts", update("<references>a,b</references>"), 7, kAlert,
            "references", error::kCapReference},
        Row{"C321_ReferenceWithBadTime", update("<references>a,b,2026-07-15</references>"), 7,
            kAlert, "references", error::kCapReference},
        Row{"C321_ReferenceToItself",
            update("<references>42100241600000,42100241600000_20260715080000_0,2026-07-15T08:00:00+"
                   "08:00</references>"),
            7, kAlert, "references", error::kCapRefersToItself},
        Row{"C321_ReferenceToALaterMessage",
            update("<references>a,b,2026-07-15T08:00:01+08:00</references>"), 7, kAlert,
            "references", error::kCapRefersToLater},
        Row{"C321_UnknownElement", bent("<scope>", "<colour>red</colour><scope>"), 7, kAlert,
            "colour", error::kCapUnknownElement},
        Row{"C321_ElementOfAnotherNamespace", bent("<scope>", "<x xmlns='urn:x'/><scope>"), 7,
            kAlert, "x", error::kCapUnknownElement},
        Row{"C321_TextBetweenElements", bent("<scope>", "stray <scope>"), 1, kAlert, "alert",
            error::kCapUnknownElement},
        Row{"C321_OutOfOrder", bent("</scope>", "</scope><source>x</source>"), 7, kAlert, "source",
            error::kCapOrder},
        Row{"C34_Cap11", bent("cap:1.2", "cap:1.1"), 1, kSchema, "alert", error::kCapNamespace},
        Row{"C34_AttributeOnAnElement", bent("<scope>", "<scope kind='x'>"), 7, kSchema, "scope",
            error::kBadCap}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Cap12Info, Invalid,
    testing::Values(
        Row{"C322_CategoryMissing", bent("<category>Met</category>\n", ""), 8, kInfo,
            "info/category", error::kCapRequired},
        Row{"C322_SeverityIsAColour", bent("Severe", "Red"), 13, kInfo, "info/severity",
            error::kCapChoice},
        Row{"C322_CertaintyOfCap10", bent("Likely", "Very Likely"), 14, kInfo, "info/certainty",
            error::kCapChoice},
        Row{"C322_EventEmpty", bent("<event>暴雨</event>", "<event> </event>"), 11, kInfo,
            "info/event", error::kCapRequired},
        Row{"C322_LanguageWithUnderscore", bent("zh-CN", "zh_CN"), 9, kInfo, "info/language",
            error::kCapLanguage},
        Row{"C322_ExpiresBeforeSent", bent("2026-07-15T14:00:00", "2026-07-15T07:59:59"), 15, kInfo,
            "info/expires", error::kCapExpires},
        Row{"C322_ExpiresBeforeEffective",
            bent("<expires>", "<effective>2026-07-15T15:00:00+08:00</effective>\n<expires>"), 16,
            kInfo, "info/expires", error::kCapExpires},
        Row{"C322_HtmlInDescription",
            bent("<area>", "<description>stay &lt;b&gt;away&lt;/b&gt;</description>\n<area>"), 16,
            kInfo, "info/description", error::kCapMarkup},
        Row{"C322_ParameterWithoutValue",
            bent("<area>", "<parameter><valueName>ColorCode</valueName></parameter>\n<area>"), 16,
            kInfo, "info/parameter/value", error::kCapRequired},
        Row{"C323_ResourceWithoutMimeType",
            bent("<area>", "<resource><resourceDesc>map</resourceDesc></resource>\n<area>"), 16,
            kResource, "info/resource/mimeType", error::kCapRequired},
        Row{"C323_DigestTooShort",
            bent("<area>",
                 "<resource><resourceDesc>map</resourceDesc><mimeType>image/png</"
                 "mimeType><digest>abc</digest></resource>\n<area>"),
            16, kResource, "info/resource/digest", error::kCapDigest},
        Row{"C323_DerefUriNotBase64",
            bent("<area>",
                 "<resource><resourceDesc>map</resourceDesc><mimeType>image/png</"
                 "mimeType><derefUri>***</derefUri></resource>\n<area>"),
            16, kResource, "info/resource/derefUri", error::kCapBase64},
        Row{"C323_SizeInWords",
            bent("<area>",
                 "<resource><resourceDesc>map</resourceDesc><mimeType>image/png</"
                 "mimeType><size>big</size></resource>\n<area>"),
            16, kResource, "info/resource/size", error::kCapNotANumber}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Cap12Area, Invalid,
    testing::Values(
        Row{"C324_PolygonNotClosed", polygon("30.25,112.20 30.35,112.20 30.35,112.35 30.25,112.35"),
            18, kArea, "info/area/polygon", error::kCapPolygonOpen},
        Row{"C324_PolygonOfThreePairs", polygon("30.25,112.20 30.35,112.20 30.25,112.20"), 18,
            kArea, "info/area/polygon", error::kCapPolygonShort},
        Row{"C324_PolygonEmpty", polygon(""), 18, kArea, "info/area/polygon",
            error::kCapPolygonShort},
        Row{"C324_PolygonCrossesItself", polygon("30,112 30.1,112.1 30,112.1 30.1,112 30,112"), 18,
            kArea, "info/area/polygon", error::kCapPolygonCrosses},
        Row{"C324_PolygonPairWithSpace",
            polygon("30.25, 112.20 30.35, 112.20 30.35, 112.35 30.25, 112.20"), 18, kArea,
            "info/area/polygon", error::kCapPolygon},
        Row{"C331_PolygonSwapped", polygon("112.20,30.25 112.20,30.35 112.35,30.35 112.20,30.25"),
            18, kPlace, "info/area/polygon", error::kCapSwapped},
        Row{"C331_LongitudeBeyond180", polygon("30.25,182 30.35,182 30.35,183 30.25,182"), 18,
            kPlace, "info/area/polygon", error::kCapPosition},
        Row{"C324_CircleWithoutRadius", circle("30.3,112.2"), 19, kArea, "info/area/circle",
            error::kCapCircle},
        Row{"C324_CircleWithNegativeRadius", circle("30.3,112.2 -5"), 19, kArea, "info/area/circle",
            error::kCapCircle},
        Row{"C331_CircleSwapped", circle("112.2,30.3 5"), 19, kPlace, "info/area/circle",
            error::kCapSwapped},
        Row{"C324_AreaDescMissing", bent("<areaDesc>沙市区</areaDesc>\n", ""), 16, kArea,
            "info/area/areaDesc", error::kCapRequired},
        Row{"C324_CeilingWithoutAltitude", bent("</geocode>", "</geocode><ceiling>100</ceiling>"),
            19, kArea, "info/area/ceiling", error::kCapRequiredWhen},
        Row{"C324_CeilingBelowAltitude",
            bent("</geocode>", "</geocode><altitude>200</altitude><ceiling>100</ceiling>"), 19,
            kArea, "info/area/ceiling", error::kCapCeiling},
        Row{"C324_AltitudeInWords", bent("</geocode>", "</geocode><altitude>high</altitude>"), 19,
            kArea, "info/area/altitude", error::kCapNotANumber}),
    name_of);

struct Accepted {
  const char* name;
  std::string text;
};

class Valid : public testing::TestWithParam<Accepted> {};

TEST_P(Valid, HasNoFinding) {
  EXPECT_THAT(check(GetParam().text), testing::IsEmpty())
      << json::write(to_json(check(GetParam().text)));
}

INSTANTIATE_TEST_SUITE_P(
    Cap12, Valid,
    testing::Values(
        Accepted{"UtcAsMinusZero", sent("2026-07-15T00:00:00-00:00")},
        Accepted{"UpdateWithAReference",
                 update("<references>42100241600000,42100241600000_20260715070000_0,2026-07-15T07:"
                        "00:00+08:00</references>")},
        Accepted{"CancelWithoutInfo",
                 "<alert "
                 "xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>c</"
                 "identifier><sender>s</sender><sent>2026-07-15T09:00:00+08:00</"
                 "sent><status>Actual</status><msgType>Cancel</msgType><scope>Public</"
                 "scope><references>s,a,2026-07-15T08:00:00+08:00</references></alert>"},
        Accepted{"SmallerSignInText",
                 bent("<area>", "<description>water &lt; 43 m, wind &gt; 8</description>\n<area>")},
        Accepted{"OnsetBeforeEffective",
                 bent("<expires>",
                      "<effective>2026-07-15T09:00:00+08:00</"
                      "effective><onset>2026-07-15T07:00:00+08:00</onset><expires>")},
        Accepted{"CircleOfRadiusZero", circle("30.3,112.2 0")},
        Accepted{"CeilingAtAltitude",
                 bent("</geocode>", "</geocode><altitude>100</altitude><ceiling>100</ceiling>")},
        Accepted{"AreaByGeocodeOnly", bent("<polygon>30.25,112.20 30.35,112.20 30.35,112.35 "
                                           "30.25,112.35 30.25,112.20</polygon>\n",
                                           "")}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Check, ReportsEverythingAtOnceInTheOrderOfLines) {
  std::string text = bent("Exercise", "actual");
  text.replace(text.find("Severe"), 6, "Red");
  text.replace(text.find(" 30.25,112.20</polygon>"), 23, "</polygon>");
  const Findings findings = check(text);
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].line, 5);
  EXPECT_EQ(findings[1].line, 13);
  EXPECT_EQ(findings[2].line, 18);
  const json::Value out = to_json(findings);
  EXPECT_EQ(out.as_array()[0].text("code"), "cap_choice");
  EXPECT_EQ(out.as_array()[0].integer("line"), 5);
}

TEST(Check, NamesTheLineWhereItIsNoXml) {
  EXPECT_EQ(check("<alert>\n<x>\n</alert>")[0].line, 3);
  EXPECT_EQ(check("<!DOCTYPE alert SYSTEM 'x'>\n<alert/>")[0].code, error::kXmlDoctype);
  EXPECT_FALSE(parse("").has_value());
}

}  // namespace
}  // namespace muster::cap
