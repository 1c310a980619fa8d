"""Measure how long every Kokoro voice takes to speak, and write it into resources/voices/kokoro.toml.

Each voice speaks six sentences of its language. From their durations, edges trimmed, least squares finds what the
start, a phoneme and a pause cost. Names of single voices may be given: scripts/calibrate_voices.py pf_dora
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import sys
import tomllib
from typing import Any

import numpy as np

from dubbench import paths
from dubbench.engines.interfaces import SpeakRequest
from dubbench.engines.models import Models
from dubbench.jobs.context import Context
from dubbench.providers import kokoro

QUIET = 0.01
START_MS = 50  # the least a start costs; keeps the fit sane on six points

SENTENCES = {
    "en-US": (
        "Come home.", "I never wanted your money.", "You told everybody that I would be late for dinner tonight.",
        "If you leave now, you will never see her again.", "Wait! I know the truth. He lied to us.",
        "My father built this company with his own hands, and nobody will ever take it away from me.",
    ),
    "es": (
        "Ven a casa.", "Nunca quise tu dinero.", "Les dijiste a todos que yo llegaría tarde a la cena.",
        "Si te vas ahora, nunca volverás a verla.", "¡Espera! Sé la verdad. Él nos mintió.",
        "Mi padre construyó esta empresa con sus propias manos, y nadie me la va a quitar jamás.",
    ),
    "fr": (
        "Rentre vite.", "Je n'ai jamais voulu ton argent.", "Tu as dit à tout le monde que je serais en retard.",
        "Si tu pars maintenant, tu ne la reverras jamais.", "Attends! Je sais tout. Il nous a menti.",
        "Mon père a construit cette entreprise de ses propres mains, et personne ne me la prendra.",
    ),
    "hi": (
        "घर आओ।", "मुझे तुम्हारा पैसा नहीं चाहिए।", "तुमने सबको बताया कि मैं आज रात देर से आऊँगा।",
        "अगर तुम अभी गए, तो उसे फिर कभी नहीं देखोगे।", "रुको! मैं सच जानता हूँ। उसने झूठ बोला।",
        "मेरे पिता ने यह कंपनी अपने हाथों से बनाई है, और इसे मुझसे कोई नहीं छीन सकता।",
    ),
    "it": (
        "Torna a casa.", "Non ho mai voluto i tuoi soldi.", "Hai detto a tutti che sarei arrivato tardi a cena.",
        "Se te ne vai adesso, non la rivedrai mai più.", "Aspetta! So la verità. Lui ci ha mentito.",
        "Mio padre ha costruito questa azienda con le sue mani, e nessuno me la porterà mai via.",
    ),
    "ja": (
        "帰ってきて。", "あなたのお金はいりません。", "今夜の夕食に遅れるとみんなに言ったでしょう。",
        "今出て行ったら、二度と彼女に会えません。", "待って！本当のことを知っています。彼は嘘をつきました。",
        "父はこの会社を自分の手で作りました、だから誰にも渡しません。",
    ),
    "pt-BR": (
        "Volta pra casa.", "Eu nunca quis o seu dinheiro.", "Você disse a todos que eu chegaria tarde para o jantar.",
        "Se você for embora agora, nunca mais vai vê-la.", "Espera! Eu sei a verdade. Ele mentiu pra nós.",
        "Meu pai construiu esta empresa com as próprias mãos, e ninguém jamais vai tirar isso de mim.",
    ),
    "zh": (
        "回家吧。", "我从来不想要你的钱。", "你告诉大家我今天晚饭会迟到。", "如果你现在走，就再也见不到她了。",
        "等等！我知道真相。他骗了我们。", "这家公司是我父亲亲手建立的，谁也别想从我手里夺走。",
    ),
}  # fmt: skip


def main() -> None:
    file = paths.resources() / "voices" / "kokoro.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    engine = kokoro.make(Models())
    for name in sys.argv[1:] or table:
        table[name].update(measure(engine, name, table[name]["language"]))
        file.write_text(written(table), encoding="utf-8")
        print(name, table[name], flush=True)


def measure(engine: kokoro.Kokoro, name: str, language: str) -> dict[str, int]:
    """Return the three costs of a voice and the error of the fit."""
    from scipy.optimize import nnls

    rows, durations = [], []
    for sentence in SENTENCES["en-US" if language == "en-GB" else language]:
        spoken = engine.speak(SpeakRequest(sentence, f"kokoro:{name}", language), Context())
        durations.append(speech_ms(spoken.audio.mono(), spoken.audio.rate_hz))
        rows.append((1.0, spoken.units, kokoro.pauses(kokoro.said(sentence, language))))
    (start, phoneme, pause), _ = nnls(np.array(rows), np.array(durations) - START_MS)
    return {"start_ms": round(start) + START_MS, "phoneme_us": round(phoneme * 1000), "pause_ms": round(pause)}


def speech_ms(samples: np.ndarray[Any, np.dtype[np.float32]], rate_hz: int) -> float:
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return float(loud[-1] - loud[0]) * 1000 / rate_hz


def written(table: dict[str, dict[str, Any]]) -> str:
    """Write the voices as TOML."""
    lines = [
        "# The 54 voices of Kokoro 82M v1.0, and how long each speaks at its own speed (scripts/calibrate_voices.py):",
        "# milliseconds = start_ms + phoneme_us * phonemes / 1000 + pause_ms * pauses.",
    ]
    for name, facts in table.items():
        lines += ["", f"[{name}]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in facts.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
