package main

import (
	"fmt"
	"slices"
	"time"
)

// spread is a measure taken several times.
type spread []float64

func (s spread) median() float64 {
	sorted := slices.Sorted(slices.Values(s))
	if len(sorted) == 0 {
		return 0
	}
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// in writes the median and, in brackets, the least and the most.
func (s spread) in(format string) string {
	if len(s) == 0 {
		return "-"
	}
	return fmt.Sprintf(format+" ("+format+" to "+format+")", s.median(), slices.Min(s), slices.Max(s))
}

// measureLoad prints a table a subject. Rounds alternate, and each ratio is to the yardstick of its round: a neighbour on the machine
// slows both.
func measureLoad(s settings) error {
	all, err := s.all()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(one server) bool { return one.subject == started })
	type row struct{ perSecond, cpu, times spread }
	rows := make([]row, len(all))
	for range s.rounds {
		var yard measured
		for i, one := range all {
			m, err := s.underLoad(one)
			if err != nil {
				return err
			}
			if one.subject == yardstick {
				yard = m
			}
			rows[i].perSecond = append(rows[i].perSecond, m.perSecond)
			rows[i].cpu = append(rows[i].cpu, float64(m.cpu)/float64(time.Microsecond))
			rows[i].times = append(rows[i].times, float64(m.cpu)/float64(yard.cpu))
		}
	}
	for _, about := range append([]subject{yardstick}, subjects...) {
		fmt.Printf("\n### %s\n\n| server | requests a second | CPU a request, µs | x yardstick |\n|---|---|---|---|\n", about)
		for i, one := range all {
			if one.subject == about {
				fmt.Printf("| %s | %s | %s | %s |\n", one.name, rows[i].perSecond.in("%.0f"), rows[i].cpu.in("%.1f"), rows[i].times.in("%.2f"))
			}
		}
	}
	return nil
}

// measureStart prints how long each server takes to its first answer, and how much memory it then has.
func measureStart(s settings) error {
	all, err := s.all()
	if err != nil {
		return err
	}
	fmt.Printf("\n### Start\n\n| server | first answer, ms | RSS idle, MB |\n|---|---|---|\n")
	seen := map[string]bool{}
	for _, one := range all {
		if command := fmt.Sprint(one.command[0], one.command[1]); seen[command] {
			continue
		} else {
			seen[command] = true
		}
		var cold, rss spread
		for range max(s.rounds, 9) {
			p, err := start(one)
			if err != nil {
				return err
			}
			cold = append(cold, float64(p.cold)/float64(time.Millisecond))
			rss = append(rss, float64(p.rss())/(1<<20))
			p.stop()
		}
		fmt.Printf("| %s | %s | %s |\n", one.name, cold.in("%.1f"), rss.in("%.1f"))
	}
	return nil
}
