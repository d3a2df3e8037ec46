import type { SensitivityLevel } from '@citygraph/contract';
import { defineEntity, p } from '@mikro-orm/core';
import type { GrantAlertLevel } from '../data-grant/data-grant.entity.ts';

export type ReviewState = 'OPEN' | 'CHANGES_REQUESTED' | 'APPROVED' | 'REJECTED' | 'CLOSED';

const ReviewSchema = defineEntity({
  name: 'Review',
  tableName: 'review',
  properties: {
    id: p.string().length(40).primary(),
    /** One review a release. */
    releaseId: p.string().length(40),
    plugin: p.string().length(31),
    publisherId: p.string().length(40),
    /** Of the release: what an approval is bound to. */
    digest: p.string().length(64),
    /** `digestOfEgress` of what it was sent when it was handed in: what an approval is bound to as well. */
    egressDigest: p.string().length(64),
    /** USCC of those whose data comes to it, between commas, one before the first and one after the last. */
    agencies: p.string().length(400),
    /** The most personal of what it is sent. */
    level: p.string().length(2).$type<SensitivityLevel>(),
    eyesNeeded: p.integer(),
    note: p.text(),
    submittedBy: p.string().length(64),
    submittedAt: p.datetime(3),
    state: p.string().length(20).$type<ReviewState>(),
    /** Moves on by the working days in which it was the publisher's turn. */
    dueAt: p.datetime(3),
    /** Since when it is the publisher's turn; null: it is the reviewers'. */
    pausedAt: p.datetime(3).strictNullable(),
    decidedAt: p.datetime(3).strictNullable(),
    reasonCode: p.string().length(30).strictNullable(),
    decisionReason: p.text().strictNullable(),
    version: p.integer(),
  },
});

/** The question whether a release may be tried on people. */
export class Review extends ReviewSchema.class {}
ReviewSchema.setClass(Review);

const ReviewApprovalSchema = defineEntity({
  name: 'ReviewApproval',
  tableName: 'review_approval',
  properties: {
    reviewId: p.string().length(40).primary(),
    /** OIDC `sub`. */
    approver: p.string().length(64).primary(),
    agency: p.string().length(18),
    /** Spoke as an administrator, for every agency. */
    standsIn: p.boolean(),
    digest: p.string().length(64),
    egressDigest: p.string().length(64),
    approvedAt: p.datetime(3),
  },
});

/** One person's yes to an exact release. */
export class ReviewApproval extends ReviewApprovalSchema.class {}
ReviewApprovalSchema.setClass(ReviewApproval);

const ReviewCommentSchema = defineEntity({
  name: 'ReviewComment',
  tableName: 'review_comment',
  properties: {
    id: p.string().length(40).primary(),
    reviewId: p.string().length(40),
    side: p.string().length(10).$type<'PUBLISHER' | 'REVIEWER'>(),
    author: p.string().length(64),
    /** USCC of a reviewer's agency. */
    agency: p.string().length(18).strictNullable(),
    text: p.text(),
    at: p.datetime(3),
  },
});

export class ReviewComment extends ReviewCommentSchema.class {}
ReviewCommentSchema.setClass(ReviewComment);

const ReviewAlertSchema = defineEntity({
  name: 'ReviewAlert',
  tableName: 'review_alert',
  properties: {
    reviewId: p.string().length(40).primary(),
    level: p.string().length(10).$type<GrantAlertLevel>().primary(),
    raisedAt: p.datetime(3),
  },
});

/** What the clock of a review has reached, each level once. */
export class ReviewAlert extends ReviewAlertSchema.class {}
ReviewAlertSchema.setClass(ReviewAlert);
