"""A claim as a user writes it."""

OWN = """
_target_: stages.claims.claim.Claim
statement: LR collapses more than a tenth of the time.
page: mine
statistic:
  _target_: stages.claims.ratios.MeanRatio
  ratio:
    _target_: stages.claims.ratios.Ratio
    measure: strong
    level: near
    arm: embedding
    target: null
  families: [lr]
direction: above
threshold: 0.1
margin: 0.02
"""
