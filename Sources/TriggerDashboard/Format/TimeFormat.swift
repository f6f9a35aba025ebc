import TriggerCore

/// How times are written: as clocks of a zone, or by how far away they are; and what now is.
package struct TimeFormat: Sendable {
  package enum Style: String, CaseIterable, Sendable { case local, utc, relative }

  package var style: Style
  /// The database's clock, from which everything relative is measured.
  package var now: Instant
  /// What `local` means.
  package var localZone: DisplayZone

  package init(style: Style = .local, now: Instant, localZone: DisplayZone = .local) {
    self.style = style
    self.now = now
    self.localZone = localZone
  }

  /// In the chosen style, as short as is clear: `14:02:11 CET`, `2026-11-24 09:00 CET`; relative, as `distance`.
  package func time(_ instant: Instant) -> String {
    style == .relative ? distance(to: instant) : clock(instant)
  }

  /// Both ways, the chosen one first: `10:50:02 CET (3h12m ago)`.
  package func full(_ instant: Instant) -> String {
    guard instant.isFinite else { return clock(instant) }
    let (clock, distance) = (clock(instant), distance(to: instant))
    return style == .relative ? "\(distance) (\(clock))" : "\(clock) (\(distance))"
  }

  /// Of a time to come, both ways where there is little room: `for 2m, until 14:04 CET`; relative, without the clock.
  package func waiting(until instant: Instant) -> String {
    guard instant.isFinite else { return "until \(time(instant))" }
    let distance = "for \(max(instant, now).since(now).short)"
    if style == .relative { return distance }
    let civil = zone.civil(instant)
    let date = now.isFinite && civil.isSameDay(as: zone.civil(now)) ? "" : civil.date + " "
    return "\(distance), until \(date)\(civil.shortClock) \(civil.zone)"
  }

  /// `in 2m03s`, `3h12m ago`, `now`.
  package func distance(to instant: Instant) -> String {
    guard instant.isFinite else { return clock(instant) }
    let age = (instant > now ? instant.since(now) : now.since(instant)).long
    return age == "now" ? age : instant > now ? "in \(age)" : "\(age) ago"
  }

  /// With the date unless it is today, with seconds if it is today: `14:02:11 CET`, `2026-11-24 09:00 CET`.
  /// PostgreSQL's infinities are `never` and `always`.
  package func clock(_ instant: Instant, in zone: DisplayZone? = nil) -> String {
    guard instant.isFinite else { return instant == .infinity ? "never" : "always" }
    let zone = zone ?? self.zone
    let civil = zone.civil(instant)
    let isToday = now.isFinite && civil.isSameDay(as: zone.civil(now))
    return isToday ? "\(civil.clock) \(civil.zone)" : "\(civil.date) \(civil.shortClock) \(civil.zone)"
  }

  /// In at most eleven columns, for lists: `14:02:11`, `11-22 09:00`, `2025-11-24`; relative, as `distance`.
  package func briefClock(_ instant: Instant) -> String {
    guard instant.isFinite, now.isFinite, style != .relative else { return time(instant) }
    let (civil, today) = (zone.civil(instant), zone.civil(now))
    if civil.isSameDay(as: today) { return civil.clock }
    return civil.year == today.year ? "\(civil.date.dropFirst(5)) \(civil.shortClock)" : civil.date
  }

  /// The clock of the frame, without date: `14:02:11 CET`.
  package var nowClock: String {
    let civil = zone.civil(now)
    return "\(civil.clock) \(civil.zone)"
  }

  /// In which clocks are written now.
  package var zone: DisplayZone { style == .utc ? .utc : localZone }
}
