import Testing
import TriggerCore

@Suite("Ages and durations")
struct DurationTextTests {
  @Test(
    "Ages are as short as people say them",
    arguments: [
      (Duration.milliseconds(999), "now", "now"),
      (.seconds(-5), "now", "now"),
      (.seconds(1), "1s", "1s"),
      (.seconds(59), "59s", "59s"),
      (.seconds(192), "3m", "3m12s"),
      (.hours(5) + .minutes(2), "5h02m", "5h02m"),
      (.hours(24) - .seconds(1), "23h59m", "23h59m"),
      (.hours(100), "4d", "4d4h"),
      (.days(14), "2w", "2w0d"),
      (.days(23), "3w", "3w2d"),
      (.days(800), "2y", "2y"),
      (.days(40_000), ">99y", ">99y"),
      (.microseconds(Int64.max), ">99y", ">99y"),
      (.microseconds(Int64.min), "now", "now"),
    ])
  func ages(_ duration: Duration, short: String, long: String) {
    #expect(duration.short == short)
    #expect(duration.long == long)
    #expect(duration.short.count <= 6)
  }

  @Test(
    "Run times show what matters at their size",
    arguments: [
      (Duration.zero, "<1ms"),
      (.microseconds(12_900), "12ms"),
      (.milliseconds(999), "999ms"),
      (.seconds(30), "30.0s"),
      (.milliseconds(59_990), "59.9s"),
      (.seconds(123), "2m03s"),
      (.minutes(62), "1h02m"),
    ])
  func runTimes(_ duration: Duration, text: String) {
    #expect(duration.runTime == text)
  }
}
