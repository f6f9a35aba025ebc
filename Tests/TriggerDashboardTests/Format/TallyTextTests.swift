import Testing
import TriggerCore
import TriggerDashboard

@Suite("Counts and rates")
struct TallyTextTests {
  @Test(
    "Counts say how exact they are",
    arguments: [
      (Tally(0), "0", "0"),
      (Tally(42), "42", "42"),
      (Tally(999), "999", "999"),
      (Tally(1_204), "1,204", "1.2k"),
      (Tally(8_000), "8,000", "8k"),
      (Tally(52_199), "52,199", "52k"),
      (Tally(1_250_000), "1,250,000", "1.2M"),
      (Tally(10_001, .atLeast), "≥10,001", "≥10k"),
      (Tally(52_137, .estimate), "≈52,100", "≈52k"),
      (Tally(0, .atLeast), "?", "?"),
      (Tally(3_000, age: .seconds(1)), "3,000", "3k"),
      (Tally(3_017, age: .seconds(12)), "≈3,017", "≈3k"),
      (Tally(3_017, .atLeast, age: .seconds(12)), "≥3,017", "≥3k"),
      (Tally(-38), "-38", "-38"),
      (Tally(-1_204), "-1,204", "-1.2k"),
    ])
  func counts(_ tally: Tally, text: String, short: String) {
    #expect(tally.text == text)
    #expect(tally.short == short)
  }

  @Test("The greatest and the least count do not trap", arguments: [Int.max, .min])
  func extremes(_ value: Int) {
    for exactness in [Tally.Exactness.exact, .atLeast, .estimate] {
      let tally = Tally(value, exactness)
      #expect(tally.text.contains("9,2"))
      #expect(tally.short.contains("T"))
      #expect(!tally.rate.isEmpty)
    }
  }

  @Test(
    "A minute's count becomes a rate in the unit that suits it",
    arguments: [
      (Tally(0), "0/min"), (Tally(3), "3/min"), (Tally(60), "1/s"), (Tally(90), "1.5/s"), (Tally(840), "14/s"),
      (Tally(120_000, .atLeast), "≥2,000/s"),
      (Tally(0, .atLeast), "?"),
    ])
  func rates(_ tally: Tally, text: String) {
    #expect(tally.rate == text)
  }

  @Test("Nouns agree with their number")
  func nouns() {
    #expect(counted(1, "row") == "1 row")
    #expect(counted(1_204, "row") == "1,204 rows")
    #expect(counted(2, "try", plural: "tries") == "2 tries")
  }
}
